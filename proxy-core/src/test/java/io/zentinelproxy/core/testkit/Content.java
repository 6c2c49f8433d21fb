package io.zentinelproxy.core.testkit;

import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.zip.CRC32;

/** Content while it is being read: counts and sums all of it and keeps the beginning. */
final class Content {

    /** How much of a long content is kept. */
    static final int KEPT_OCTETS = 4 << 20;

    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private final CRC32 crc32 = new CRC32();
    private final byte[] piece = new byte[16 * 1024];
    private long length;

    /** Takes this many octets from the wire; false when the stream ended first. */
    boolean take(Wire wire, long count) {
        long left = count;
        while (left > 0) {
            int got = wire.next(piece, 0, (int) Math.min(piece.length, left));
            if (got < 0) {
                return false;
            }
            add(got);
            left -= got;
        }
        return true;
    }

    private void add(int count) {
        crc32.update(piece, 0, count);
        length += count;
        kept.write(piece, 0, Math.min(count, KEPT_OCTETS - kept.size()));
    }

    Body body(Body.Framing framing, List<Integer> chunkSizes, Fields trailers, boolean complete) {
        return new Body(
                framing, kept.toByteArray(), length, crc32.getValue(), List.copyOf(chunkSizes), trailers, complete);
    }
}
