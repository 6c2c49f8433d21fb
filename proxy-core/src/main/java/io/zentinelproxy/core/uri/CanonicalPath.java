package io.zentinelproxy.core.uri;

import io.zentinelproxy.core.bytes.Ascii;

/**
 * A path in its one form, and the names of its segments: what routes, filters and the origin are shown, computed once. A path that is in its
 * form already, as most are, is only looked at: nothing is copied or allocated. Belongs to one head, and to its thread.
 */
public final class CanonicalPath {
    private static final byte[] ROOT = {'/'};

    private byte[] octets = ROOT;
    private int start;
    private int end = 1;
    private byte[] names = ROOT;
    private int namesStart;
    private int namesEnd = 1;
    private PathLeniency leniency = PathLeniency.NONE;
    private final PathForm form = new PathForm();
    private byte[] room = new byte[0];

    public byte[] octets() {
        return octets;
    }

    public int start() {
        return start;
    }

    public int end() {
        return end;
    }

    /** The octets of what routes see of it: see {@link SegmentNames}. Mostly the same. */
    public byte[] names() {
        return names;
    }

    public int namesStart() {
        return namesStart;
    }

    public int namesEnd() {
        return namesEnd;
    }

    /** What this path was let through with. */
    public PathLeniency leniency() {
        return leniency;
    }

    /** Where the first octet stands that may have another form, or that ends a path, given that it begins with a slash. */
    public static int plainEnd(byte[] octets, int start, int end) {
        int at = start + 1;
        // A slash or a dot is plain unless it follows a slash: an empty segment, or perhaps a dot segment.
        while (at < end
                && (PathOctets.isPlain(octets[at])
                        || (octets[at] == '/' || octets[at] == '.') && octets[at - 1] != '/')) {
            at++;
        }
        return at;
    }

    /** Takes this as it is: a path in its form without other names, or the asterisk. */
    public void follow(byte[] of, int start, int end) {
        octets = names = of;
        this.start = namesStart = start;
        this.end = namesEnd = end;
    }

    /** The octets it may have been read from were copied, each to its place. */
    public void moved(byte[] from, byte[] to) {
        octets = octets == from ? to : octets;
        names = names == from ? to : names;
    }

    /** An absolute-form target without a path asks for the root: RFC 9110 section 4.2.3. */
    public void root(PathLeniency leniency) {
        this.leniency = leniency;
        follow(ROOT, 0, 1);
    }

    /**
     * Reads a path that begins with a slash.
     *
     * @param plainEnd what {@link #plainEnd} said
     * @throws UriRefusal where it leads above the root, or origins disagree on what it means
     */
    public void read(byte[] from, int start, int plainEnd, int end, PathLeniency leniency) throws UriRefusal {
        this.leniency = leniency;
        if (plainEnd == end) {
            follow(from, start, end);
            return;
        }
        form.write(from, start, plainEnd, end, leniency);
        if (form.isChanged()) {
            follow(form.octets(), 0, form.length());
        } else {
            follow(from, start, end);
        }
        if (form.hasOtherNames()) {
            writeNames();
        }
    }

    private void writeNames() {
        if (room.length > PathForm.KEPT_OCTETS || room.length < end - start) {
            room = new byte[end - start];
        }
        namesEnd = SegmentNames.write(octets, start, end, leniency, room);
        names = room;
        namesStart = 0;
    }

    /** The form of a path given as text, one character for each octet. */
    public static CanonicalPath of(String text, PathLeniency leniency) throws UriRefusal {
        byte[] octets = Ascii.octets(text);
        if (octets.length == 0 || octets[0] != '/') {
            throw new UriRefusal("a path begins with `/`");
        }
        CanonicalPath path = new CanonicalPath();
        path.read(octets, 0, plainEnd(octets, 0, octets.length), octets.length, leniency);
        return path;
    }

    public String text() {
        return Ascii.text(octets, start, end);
    }

    public String namesText() {
        return Ascii.text(names, namesStart, namesEnd);
    }
}
