package io.zentinelproxy.core.compress;

import com.aayushatharva.brotli4j.encoder.Encoder.Mode;
import com.aayushatharva.brotli4j.encoder.EncoderJNI;
import com.aayushatharva.brotli4j.encoder.EncoderJNI.Operation;
import io.zentinelproxy.core.bytes.Buffers;
import java.io.IOException;
import java.nio.ByteBuffer;

/** The coding br (RFC 7932), by Google's encoder. It serves one stream. */
final class BrotliEncoder extends Encoder {
    /** A window of 256 KiB: with the usual one of 4 MiB each encoder would have that much memory. */
    private static final int WINDOW_BITS = 18;

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final EncoderJNI.Wrapper encoder;
    private ByteBuffer ready = NOTHING;

    /** @throws IOException where there is no memory for it */
    BrotliEncoder(int quality) throws IOException {
        encoder = new EncoderJNI.Wrapper(INPUT, quality, WINDOW_BITS, Mode.GENERIC);
    }

    @Override
    void begin() {}

    @Override
    ByteBuffer input() {
        return encoder.getInputBuffer().clear();
    }

    @Override
    void push(Goal goal) {
        Operation operation = switch (goal) {
            case GO_ON -> Operation.PROCESS;
            case FLUSH -> Operation.FLUSH;
            case END -> Operation.FINISH;
        };
        encoder.push(operation, encoder.getInputBuffer().position());
        check();
    }

    private void check() {
        if (!encoder.isSuccess()) {
            throw new IllegalStateException("the encoder of brotli has failed");
        }
    }

    @Override
    boolean pull(ByteBuffer into) {
        while (ready.hasRemaining() || encoder.hasMoreOutput()) {
            if (!ready.hasRemaining()) {
                ready = encoder.pull();
                check();
            }
            Buffers.move(ready, into);
            if (ready.hasRemaining()) {
                return false;
            }
        }
        return true;
    }

    @Override
    boolean isReusable() {
        return false;
    }

    @Override
    void free() {
        ready = NOTHING;
        encoder.destroy();
    }
}
