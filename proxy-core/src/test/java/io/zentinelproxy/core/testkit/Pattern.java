package io.zentinelproxy.core.testkit;

import java.util.zip.CRC32;

/** Long content that nobody needs to keep: octet i of it has the value i modulo 251, so that a lost octet shifts all that follow. */
public final class Pattern {

    private static final int PERIOD = 251;

    /** A whole number of periods, so that one piece can follow another. */
    private static final byte[] PIECE = piece();

    private Pattern() {}

    /** The first octets of the pattern. */
    public static byte[] octets(int count) {
        byte[] octets = new byte[count];
        for (int i = 0; i < count; i++) {
            octets[i] = (byte) (i % PERIOD);
        }
        return octets;
    }

    /** CRC-32 of the first octets of the pattern. */
    public static long crc32(long count) {
        CRC32 sum = new CRC32();
        for (long left = count; left > 0; left -= PIECE.length) {
            sum.update(PIECE, 0, (int) Math.min(left, PIECE.length));
        }
        return sum.getValue();
    }

    /** Takes octets somewhere, as a socket does. */
    public interface Sink {
        void write(byte[] octets, int offset, int length) throws java.io.IOException;
    }

    /** Sends the first octets of the pattern. */
    public static void writeTo(Sink sink, long count) throws java.io.IOException {
        for (long left = count; left > 0; left -= PIECE.length) {
            sink.write(PIECE, 0, (int) Math.min(left, PIECE.length));
        }
    }

    private static byte[] piece() {
        return octets(PERIOD * 256);
    }
}
