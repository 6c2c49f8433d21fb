package io.zentinelproxy.core.compress;

import io.zentinelproxy.core.bytes.Buffers;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** The codings gzip (RFC 1952) and deflate (RFC 1950), by the zlib of the JDK. */
final class ZlibEncoder extends Encoder {
    /** With less room, a flush would be begun anew each time that it does not fit: zlib wants more than six octets. */
    private static final int LITTLE = 64;

    /** No name and no time of the content, no word about the system. */
    private static final byte[] GZIP_HEADER = {0x1f, (byte) 0x8b, Deflater.DEFLATED, 0, 0, 0, 0, 0, 0, (byte) 0xff};

    private final boolean gzip;
    private final Deflater deflater;
    private final CRC32 checksum = new CRC32();
    private final ByteBuffer input = ByteBuffer.allocateDirect(INPUT);

    /** What goes out before anything else: gzip's header and trailer, and what was made where there was little room. */
    private final ByteBuffer spare = ByteBuffer.allocate(2 * LITTLE).order(ByteOrder.LITTLE_ENDIAN);

    private Goal goal = Goal.GO_ON;
    private boolean ended;

    ZlibEncoder(boolean gzip, int level) {
        this.gzip = gzip;
        deflater = new Deflater(level, gzip);
    }

    @Override
    void begin() {
        deflater.reset();
        checksum.reset();
        spare.clear();
        if (gzip) {
            spare.put(GZIP_HEADER);
        }
        spare.flip();
        ended = false;
    }

    @Override
    ByteBuffer input() {
        return input.clear();
    }

    @Override
    void push(Goal wanted) {
        goal = wanted;
        input.flip();
        if (gzip) {
            checksum.update(input.duplicate());
        }
        deflater.setInput(input);
        if (wanted == Goal.END) {
            deflater.finish();
        }
    }

    @Override
    boolean pull(ByteBuffer into) {
        while (true) {
            Buffers.move(spare, into);
            if (spare.hasRemaining()) {
                return false;
            }
            if (ended) {
                return true;
            }
            if (deflate(into)) {
                return true;
            }
        }
    }

    /** Whether all is out that the goal asks for. */
    private boolean deflate(ByteBuffer into) {
        boolean little = into.remaining() < LITTLE;
        ByteBuffer out = little ? spare.clear().limit(LITTLE) : into;
        deflater.deflate(out, goal == Goal.FLUSH ? Deflater.SYNC_FLUSH : Deflater.NO_FLUSH);
        boolean all = goal == Goal.END ? deflater.finished() : out.hasRemaining();
        if (little) {
            spare.flip();
        }
        if (all && goal == Goal.END) {
            end();
            return false;
        }
        return all && !spare.hasRemaining();
    }

    /** The trailer comes behind what is in the spare room still. */
    private void end() {
        ended = true;
        if (gzip) {
            spare.compact();
            spare.putInt((int) checksum.getValue()).putInt((int) deflater.getBytesRead());
            spare.flip();
        }
    }

    @Override
    boolean isReusable() {
        return true;
    }

    @Override
    void free() {
        deflater.end();
    }
}
