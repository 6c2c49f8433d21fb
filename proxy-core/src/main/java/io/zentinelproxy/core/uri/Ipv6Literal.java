package io.zentinelproxy.core.uri;

import io.zentinelproxy.core.bytes.Ascii;

/** An address of IPv6 from its text (RFC 4291 section 2.2) to the one text that RFC 5952 gives it. No zones: they mean something on one machine only. */
final class Ipv6Literal {
    private static final int GROUPS = 8;
    private static final int NONE = -1;

    private final int[] groups = new int[GROUPS];
    private int count;

    /** Groups before {@code ::}, or {@link #NONE}. */
    private int gap;

    private byte[] from = new byte[0];
    private int at;
    private int end;

    /** Reads the text between brackets; whether it is an address. */
    boolean read(byte[] octets, int start, int end) {
        from = octets;
        at = start;
        this.end = end;
        count = 0;
        gap = NONE;
        if (isDoubleColon()) {
            openGap();
        }
        while (at < this.end) {
            if (!group()) {
                return false;
            }
        }
        return fill();
    }

    private boolean isDoubleColon() {
        return at + 1 < end && from[at] == ':' && from[at + 1] == ':';
    }

    private void openGap() {
        gap = count;
        at += 2;
    }

    /** Reads one group and the colons behind it. */
    private boolean group() {
        int stop = at;
        while (stop < end && Ascii.hexDigit(from[stop]) >= 0) {
            stop++;
        }
        if (stop < end && from[stop] == '.') {
            return dotted();
        }
        if (count == GROUPS || stop == at || stop - at > 4) {
            return false;
        }
        groups[count++] = hexadecimal(stop);
        at = stop;
        return separator();
    }

    private int hexadecimal(int stop) {
        int value = 0;
        for (int i = at; i < stop; i++) {
            value = value << 4 | Ascii.hexDigit(from[i]);
        }
        return value;
    }

    private boolean separator() {
        if (at == end) {
            return true;
        }
        if (isDoubleColon()) {
            boolean first = gap == NONE;
            openGap();
            return first;
        }
        boolean colon = from[at] == ':';
        at++;
        return colon && at < end;
    }

    /** Reads the four numbers of an IPv4 address, which are the last two groups. */
    private boolean dotted() {
        int address = 0;
        for (int i = 0; i < 4; i++) {
            int number = decimal();
            if (number < 0 || i < 3 && !dot()) {
                return false;
            }
            address = address << 8 | number;
        }
        if (at < end || count + 2 > GROUPS) {
            return false;
        }
        groups[count++] = address >>> 16;
        groups[count++] = address & 0xffff;
        return true;
    }

    private boolean dot() {
        return at < end && from[at++] == '.';
    }

    /** A number up to 255 without zeros before it, which some read as octal; or -1. */
    private int decimal() {
        int begin = at;
        int value = 0;
        while (at < end && at - begin < 3 && Ascii.isDigit(from[at])) {
            value = value * 10 + from[at++] - '0';
        }
        boolean padded = at - begin > 1 && from[begin] == '0';
        return at == begin || padded || value > 255 ? -1 : value;
    }

    private boolean fill() {
        if (gap == NONE) {
            return count == GROUPS;
        }
        if (count == GROUPS) {
            return false;
        }
        int moved = count - gap;
        for (int i = 1; i <= moved; i++) {
            groups[GROUPS - i] = groups[count - i];
        }
        for (int i = gap; i < GROUPS - moved; i++) {
            groups[i] = 0;
        }
        return true;
    }

    /** Writes the address, at most 45 octets, and returns the position after it: RFC 5952 section 4, and section 5 for IPv4-mapped ones. */
    int put(byte[] into, int position) {
        boolean mapped = isMapped();
        int written = mapped ? GROUPS - 2 : GROUPS;
        int zeros = longestZeros(written);
        int zerosEnd = zeros == NONE ? NONE : zerosEnd(zeros, written);
        int to = position;
        for (int i = 0; i < written; i++) {
            if (i == zeros) {
                into[to++] = ':';
                into[to++] = ':';
                i = zerosEnd - 1;
                continue;
            }
            if (i > 0 && i != zerosEnd) {
                into[to++] = ':';
            }
            to = putHexadecimal(into, to, groups[i]);
        }
        return mapped ? putDotted(into, to) : to;
    }

    private boolean isMapped() {
        return zerosEnd(0, GROUPS) == 5 && groups[5] == 0xffff;
    }

    /** Where the longest run of at least two zero groups begins, the first of several, or {@link #NONE}. */
    private int longestZeros(int limit) {
        int best = NONE;
        int bestLength = 1;
        for (int i = 0; i < limit; i++) {
            int length = zerosEnd(i, limit) - i;
            if (length > bestLength) {
                best = i;
                bestLength = length;
            }
        }
        return best;
    }

    private int zerosEnd(int from, int limit) {
        int i = from;
        while (i < limit && groups[i] == 0) {
            i++;
        }
        return i;
    }

    private static int putHexadecimal(byte[] into, int position, int group) {
        int to = position;
        for (int shift = 12; shift >= 0; shift -= 4) {
            if (to > position || group >> shift != 0 || shift == 0) {
                into[to++] = Ascii.hex(group >> shift & 15);
            }
        }
        return to;
    }

    private int putDotted(byte[] into, int position) {
        int to = position;
        for (int i = 0; i < 4; i++) {
            into[to++] = (byte) (i == 0 ? ':' : '.');
            to = Ascii.putDecimal(into, to, groups[6 + i / 2] >> (i % 2 == 0 ? 8 : 0) & 0xff);
        }
        return to;
    }
}
