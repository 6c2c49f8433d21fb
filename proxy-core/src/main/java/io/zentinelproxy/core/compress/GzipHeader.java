package io.zentinelproxy.core.compress;

/** The header of a member of gzip (RFC 1952 section 2.3), octet by octet. What it says of names and times is passed over. */
final class GzipHeader {
    /** Octets that a header may have: names have no length of their own. */
    private static final int MOST = 4096;

    private static final int FIXED = 10;
    private static final int METHOD = 2;
    private static final int FLAGS = 3;
    private static final int DEFLATED = 8;
    private static final int HEADER_CHECKSUM = 1 << 1;
    private static final int EXTRA = 1 << 2;
    private static final int NAME = 1 << 3;
    private static final int COMMENT = 1 << 4;
    private static final int RESERVED = 0xe0;

    private int count;
    private int flags;

    /** Octets of an optional part that are to be passed over still. */
    private int rest;

    /** Octets of the length of the extra part so far. */
    private int lengthOctets;

    /** Whether all is here with this octet. */
    boolean take(byte octet) throws BrokenCoding {
        int value = octet & 0xff;
        count++;
        if (count > MOST) {
            throw BrokenCoding.because("a header that is too long");
        }
        if (count <= FIXED) {
            takeFixed(value);
        } else {
            takeOptional(value);
        }
        return count >= FIXED && flags == 0;
    }

    private void takeFixed(int value) throws BrokenCoding {
        boolean right = switch (count - 1) {
            case 0 -> value == 0x1f;
            case 1 -> value == 0x8b;
            case METHOD -> value == DEFLATED;
            case FLAGS -> (value & RESERVED) == 0;
            default -> true;
        };
        if (!right) {
            throw BrokenCoding.because("not a header of gzip");
        }
        if (count - 1 == FLAGS) {
            // The lowest says that it is text, which changes nothing.
            flags = value & ~1;
        }
    }

    /** In the order in which they stand: each part that is over takes its flag away. */
    private void takeOptional(int value) {
        if ((flags & EXTRA) != 0) {
            takeExtra(value);
        } else if ((flags & NAME) != 0) {
            flags &= value == 0 ? ~NAME : ~0;
        } else if ((flags & COMMENT) != 0) {
            flags &= value == 0 ? ~COMMENT : ~0;
        } else {
            rest++;
            if (rest == 2) {
                flags &= ~HEADER_CHECKSUM;
            }
        }
    }

    private void takeExtra(int value) {
        if (lengthOctets < 2) {
            rest |= value << 8 * lengthOctets;
            lengthOctets++;
        } else {
            rest--;
        }
        if (lengthOctets == 2 && rest == 0) {
            flags &= ~EXTRA;
        }
    }
}
