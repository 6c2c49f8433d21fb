package io.zentinelproxy.core.certificate;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * As much of DER (X.690) as private keys in their older forms need: to walk over elements, and to wrap some into others.
 * Belongs to one thread.
 */
final class Der {
    static final int INTEGER = 0x02;
    static final int OCTET_STRING = 0x04;
    static final int OBJECT_IDENTIFIER = 0x06;
    static final int SEQUENCE = 0x30;
    static final int SET = 0x31;

    /** Longer ones would not fit a file that is read. */
    private static final int MAX_LENGTH_OCTETS = 3;

    private final byte[] octets;
    private final int end;
    private int at;
    private int contentStart;
    private int contentEnd;

    private Der(byte[] octets, int start, int end) {
        this.octets = octets;
        this.at = start;
        this.end = end;
    }

    static Der of(byte[] octets) {
        return new Der(octets, 0, octets.length);
    }

    /** Takes the next element and returns its tag; -1 at the end, and where what follows is no element. */
    int next() {
        if (end - at < 2) {
            return -1;
        }
        int tag = octets[at] & 0xff;
        int length = octets[at + 1] & 0xff;
        int start = at + 2;
        if (length >= 0x80) {
            int count = length & 0x7f;
            if (count == 0 || count > MAX_LENGTH_OCTETS || end - start < count) {
                return -1;
            }
            length = 0;
            for (int i = 0; i < count; i++) {
                length = length << 8 | octets[start++] & 0xff;
            }
        }
        if (length > end - start) {
            return -1;
        }
        contentStart = start;
        contentEnd = start + length;
        at = contentEnd;
        return tag;
    }

    /** The elements within the last one. */
    Der inside() {
        return new Der(octets, contentStart, contentEnd);
    }

    /** The content of the last element. */
    byte[] content() {
        return Arrays.copyOfRange(octets, contentStart, contentEnd);
    }

    /** The content of the next element with this tag, or null where the elements end before. */
    byte @Nullable [] find(int wanted) {
        for (int tag = next(); tag >= 0; tag = next()) {
            if (tag == wanted) {
                return content();
            }
        }
        return null;
    }

    /** An element of these parts. */
    static byte[] element(int tag, byte[]... parts) {
        int length = 0;
        for (byte[] part : parts) {
            length += part.length;
        }
        byte[] head = head(tag, length);
        byte[] element = Arrays.copyOf(head, head.length + length);
        int to = head.length;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, element, to, part.length);
            to += part.length;
        }
        return element;
    }

    private static byte[] head(int tag, int length) {
        if (length < 0x80) {
            return new byte[] {(byte) tag, (byte) length};
        }
        if (length < 0x100) {
            return new byte[] {(byte) tag, (byte) 0x81, (byte) length};
        }
        if (length < 0x10000) {
            return new byte[] {(byte) tag, (byte) 0x82, (byte) (length >> 8), (byte) length};
        }
        return new byte[] {(byte) tag, (byte) 0x83, (byte) (length >> 16), (byte) (length >> 8), (byte) length};
    }
}
