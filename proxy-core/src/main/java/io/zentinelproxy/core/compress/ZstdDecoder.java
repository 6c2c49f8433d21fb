package io.zentinelproxy.core.compress;

import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import io.zentinelproxy.core.bytes.Buffers;
import java.nio.ByteBuffer;

/** The coding zstd, one frame after another (RFC 8878), by Meta's decoder. */
final class ZstdDecoder extends Decoder {
    /** A window of 8 MiB, the largest that the content coding has (RFC 9659). */
    private static final int MOST_WINDOW_BITS = 23;

    /** The library's number for a window that is larger. */
    private static final long WINDOW_TOO_LARGE = 16;

    private static final int OUTPUT = 16 * 1024;

    private final ZstdDecompressCtx decoder = new ZstdDecompressCtx();
    private final ByteBuffer input = ByteBuffer.allocateDirect(INPUT);
    private final ByteBuffer output = ByteBuffer.allocateDirect(OUTPUT).flip();
    private boolean complete;
    private boolean drained = true;

    ZstdDecoder() {
        decoder.setLongMax(MOST_WINDOW_BITS);
    }

    @Override
    ByteBuffer input() {
        return input.clear();
    }

    @Override
    void push() {
        input.flip();
        drained = false;
    }

    @Override
    boolean pull(ByteBuffer into) throws BrokenCoding {
        while (true) {
            Buffers.move(output, into);
            if (output.hasRemaining()) {
                return false;
            }
            if (drained) {
                return true;
            }
            decode();
        }
    }

    private void decode() throws BrokenCoding {
        output.clear();
        try {
            complete = decoder.decompressDirectByteBufferStream(output, input);
        } catch (ZstdException e) {
            throw Math.abs(e.getErrorCode()) == WINDOW_TOO_LARGE
                    ? BrokenCoding.windowTooLarge()
                    : BrokenCoding.because("not in the format of zstd");
        }
        drained = !input.hasRemaining() && (complete || output.hasRemaining());
        output.flip();
    }

    @Override
    boolean isComplete() {
        return complete;
    }

    @Override
    void free() {
        decoder.close();
    }
}
