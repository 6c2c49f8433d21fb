package io.zentinelproxy.core.origin;

import java.io.IOException;
import java.io.OutputStream;

/** Octets that anyone can check without having seen them before: the one at position {@code i} is {@code i mod 251}. */
public final class OctetPattern {

    /** Prime, so that a block lost or doubled by a power-of-two buffer shows. */
    private static final int PERIOD = 251;

    private static final int BLOCK_OCTETS = PERIOD * 256;

    private OctetPattern() {}

    /** The octet at a position. */
    public static byte at(long position) {
        return (byte) (position % PERIOD);
    }

    /** Writes the first {@code count} octets. */
    public static void write(OutputStream out, long count) throws IOException {
        byte[] block = block((int) Math.min(count, BLOCK_OCTETS));
        for (long left = count; left > 0; left -= block.length) {
            out.write(block, 0, (int) Math.min(left, block.length));
        }
    }

    private static byte[] block(int octets) {
        byte[] block = new byte[octets];
        for (int i = 0; i < octets; i++) {
            block[i] = at(i);
        }
        return block;
    }
}
