package io.zentinelproxy.core.uri;

import io.zentinelproxy.core.bytes.Ascii;
import java.util.Arrays;

/**
 * Writes a path in its one form, segment by segment: unreserved characters decoded, the digits of other escapes in upper case, dot segments
 * and empty segments taken out (RFC 3986 sections 5.2.4 and 6.2.2). Decodes once: {@code %252e} stays. Its room is used again.
 */
final class PathForm {
    /** Room that is kept for the next path; what a longer one needed is given back. */
    static final int KEPT_OCTETS = 2048;

    private byte[] octets = new byte[0];
    private int length;
    private PathLeniency leniency = PathLeniency.NONE;
    private boolean changed;
    private boolean names;

    byte[] octets() {
        return octets;
    }

    int length() {
        return length;
    }

    /** Whether what was written differs from what was read. */
    boolean isChanged() {
        return changed;
    }

    /** Whether the names of its segments are not the segments themselves: see {@link SegmentNames}. */
    boolean hasOtherNames() {
        return names;
    }

    /** @param plainEnd where the first octet stands that needs a look; the path begins with a slash */
    void write(byte[] from, int start, int plainEnd, int end, PathLeniency leniency) throws UriRefusal {
        this.leniency = leniency;
        changed = false;
        names = false;
        length = 0;
        if (octets.length > KEPT_OCTETS || octets.length < end - start) {
            octets = new byte[Math.max(end - start, 64)];
        }
        int at = Ascii.after(from, start, plainEnd, (byte) '/');
        System.arraycopy(from, start, octets, 0, at - start);
        length = at - start;
        while (at < end) {
            int begin = length;
            int stop = segment(from, at, end);
            end(begin, stop < end);
            at = stop + 1;
        }
    }

    /** Writes what stands before the next slash and returns its position, or the end. */
    private int segment(byte[] from, int start, int end) throws UriRefusal {
        int at = start;
        while (at < end && from[at] != '/') {
            if (from[at] == '%') {
                at = escape(from, at, end);
            } else {
                plain(from[at++]);
            }
        }
        return at;
    }

    private void plain(byte octet) throws UriRefusal {
        if (PathOctets.isSegment(octet)) {
            names |= octet == ';' && !leniency.parametersInNames();
            put(octet);
        } else if (PathOctets.isToEncode(octet)) {
            changed = true;
            put((byte) '%');
            put(upper(Ascii.hex(octet >> 4)));
            put(upper(Ascii.hex(octet & 15)));
        } else {
            throw new UriRefusal("a path holds neither a backslash nor what is no visible ASCII");
        }
    }

    /** Writes what a percent sign begins and returns the position after it. */
    private int escape(byte[] from, int percent, int end) throws UriRefusal {
        int octet = PathOctets.encoded(from, percent, end);
        if (octet >= 0x80) {
            return character(from, percent, end);
        }
        refuse(octet < 0, "a percent sign without two hexadecimal digits");
        // What no field may hold (RFC 9110 section 5.5): an origin that decodes it into one makes two fields of it. A
        // tab does no harm.
        refuse(octet < 0x20 && octet != '\t' || octet == 0x7f, "an encoded control character");
        refuse(octet == '/' && !leniency.encodedSlash(), "an encoded slash, which only some origins read as a slash");
        refuse(
                octet == '\\' && !leniency.encodedBackslash(),
                "an encoded backslash, which some origins read as a slash");
        if (PathOctets.isUnreserved(octet)) {
            changed = true;
            put((byte) octet);
        } else {
            names |= PathOctets.isDelimiter(octet);
            copy(from, percent);
        }
        return percent + 3;
    }

    private int character(byte[] from, int percent, int end) throws UriRefusal {
        int count = EncodedUtf8.length(from, percent, end);
        boolean lenient = leniency.nonUtf8() && !EncodedUtf8.isOverlong(from, percent, end);
        refuse(count == 0 && !lenient, "encoded octets that are no UTF-8");
        int after = percent + 3 * Math.max(count, 1);
        for (int at = percent; at < after; at += 3) {
            copy(from, at);
        }
        return after;
    }

    private void copy(byte[] from, int percent) {
        put((byte) '%');
        for (int at = percent + 1; at <= percent + 2; at++) {
            byte digit = upper(from[at]);
            changed |= digit != from[at];
            put(digit);
        }
    }

    private static byte upper(byte digit) {
        return digit >= 'a' ? (byte) (digit - 32) : digit;
    }

    /** Ends the segment that begins here, more of which follow or none. */
    private void end(int begin, boolean more) throws UriRefusal {
        if (length == begin) {
            emptySegment();
            return;
        }
        // Without its parameters the segment would be empty, and with a slash on both sides no segment at all.
        refuse(more && octets[begin] == ';' && !leniency.parametersInNames(), "parameters of a segment without a name");
        switch (dots(begin)) {
            case 1 -> cut(begin);
            case 2 -> cut(parent(begin));
            default -> {
                if (more) {
                    put((byte) '/');
                }
            }
        }
    }

    private void emptySegment() {
        if (leniency.emptySegments()) {
            put((byte) '/');
        } else {
            changed = true;
        }
    }

    private void cut(int to) {
        length = to;
        changed = true;
    }

    /** Where the segment before this one begins. */
    private int parent(int begin) throws UriRefusal {
        refuse(begin == 1, "a path that leads above its root");
        return Ascii.after(octets, 0, begin - 1, (byte) '/');
    }

    /**
     * 1 or 2 for a dot segment, else 0. Dots that become a segment only for an origin that cuts off parameters or reads an encoded slash as a
     * slash are refused: {@code /..;/} passes for a name here and leads to the parent at Tomcat.
     */
    private int dots(int begin) throws UriRefusal {
        int part = begin;
        for (int at = begin; at <= length; at++) {
            int separator = at == length ? 1 : separator(at);
            if (separator == 0) {
                continue;
            }
            if (isDots(part, at)) {
                refuse(part != begin || at != length, "a dot segment with parameters");
                return at - part;
            }
            part = at + separator;
        }
        return 0;
    }

    /** Octets of what ends a name for some origins, or 0 where a name goes on. */
    private int separator(int at) {
        if (octets[at] == ';') {
            return 1;
        }
        int octet = octets[at] == '%' ? PathOctets.encoded(octets, at, length) : 0;
        return octet == '/' || octet == '\\' || octet == ';' ? 3 : 0;
    }

    private boolean isDots(int start, int end) {
        return end - start == 1 && octets[start] == '.'
                || end - start == 2 && octets[start] == '.' && octets[start + 1] == '.';
    }

    /** An octet that must be encoded takes three: only then is there less room than the path as sent has. */
    private void put(byte octet) {
        if (length == octets.length) {
            octets = Arrays.copyOf(octets, length * 2);
        }
        octets[length++] = octet;
    }

    private static void refuse(boolean bad, String reason) throws UriRefusal {
        if (bad) {
            throw new UriRefusal(reason);
        }
    }
}
