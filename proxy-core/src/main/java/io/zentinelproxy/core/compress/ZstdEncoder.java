package io.zentinelproxy.core.compress;

import com.github.luben.zstd.EndDirective;
import com.github.luben.zstd.ZstdCompressCtx;
import io.zentinelproxy.core.bytes.Buffers;
import java.nio.ByteBuffer;

/** The coding zstd (RFC 8878), by Meta's encoder. */
final class ZstdEncoder extends Encoder {
    /** A window of 512 KiB, where RFC 9659 allows 8 MiB: it is the larger part of an encoder's memory, and of its reader's. */
    private static final int WINDOW_BITS = 19;

    private static final int OUTPUT = 16 * 1024;

    private final ZstdCompressCtx encoder = new ZstdCompressCtx();
    private final int level;
    private final ByteBuffer input = ByteBuffer.allocateDirect(INPUT);

    /** The library writes to direct buffers only as fast; a sink's need not be one. */
    private final ByteBuffer output = ByteBuffer.allocateDirect(OUTPUT).flip();

    private Goal goal = Goal.GO_ON;
    private boolean done = true;

    ZstdEncoder(int level) {
        this.level = level;
    }

    @Override
    void begin() {
        encoder.reset();
        encoder.setLevel(level);
        encoder.setWindowLog(WINDOW_BITS);
        encoder.setContentSize(false);
        output.clear().flip();
        done = true;
    }

    @Override
    ByteBuffer input() {
        return input.clear();
    }

    @Override
    void push(Goal wanted) {
        input.flip();
        goal = wanted;
        done = false;
    }

    @Override
    boolean pull(ByteBuffer into) {
        while (true) {
            Buffers.move(output, into);
            if (output.hasRemaining()) {
                return false;
            }
            if (done) {
                return true;
            }
            output.clear();
            done = encode();
            output.flip();
        }
    }

    /** Whether all is out that the goal asks for. */
    private boolean encode() {
        boolean flushed = encoder.compressDirectByteBufferStream(
                output,
                input,
                switch (goal) {
                    case GO_ON -> EndDirective.CONTINUE;
                    case FLUSH -> EndDirective.FLUSH;
                    case END -> EndDirective.END;
                });
        return goal == Goal.GO_ON ? !input.hasRemaining() : flushed;
    }

    @Override
    boolean isReusable() {
        return true;
    }

    @Override
    void free() {
        encoder.close();
    }
}
