package io.zentinelproxy.core.compress;

import com.aayushatharva.brotli4j.decoder.DecoderJNI;
import com.aayushatharva.brotli4j.decoder.DecoderJNI.Status;
import io.zentinelproxy.core.bytes.Buffers;
import java.io.IOException;
import java.nio.ByteBuffer;

/** The coding br (RFC 7932), by Google's decoder. */
final class BrotliDecoder extends Decoder {
    /** The window that encoders have by default, of 4 MiB: the format allows four times that, which a decoder would take at once. */
    private static final int MOST_WINDOW_BITS = 22;

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final DecoderJNI.Wrapper decoder;
    private ByteBuffer ready = NOTHING;
    private boolean begun;

    /** @throws IOException where there is no memory for it */
    BrotliDecoder() throws IOException {
        decoder = new DecoderJNI.Wrapper(INPUT);
    }

    @Override
    ByteBuffer input() {
        return decoder.getInputBuffer().clear();
    }

    @Override
    void push() throws BrokenCoding {
        ByteBuffer input = decoder.getInputBuffer();
        int length = input.position();
        if (!begun) {
            begun = true;
            requireWindow(input.get(0));
        }
        if (decoder.getStatus() != Status.NEEDS_MORE_INPUT) {
            throw BrokenCoding.because("octets behind the end");
        }
        decoder.push(length);
    }

    /** RFC 7932 section 9.1; what is no size at all the decoder finds out. */
    private static void requireWindow(byte first) throws BrokenCoding {
        boolean usual = (first & 1) == 0;
        int large = first >> 1 & 7;
        if (!usual && large != 0 && 17 + large > MOST_WINDOW_BITS) {
            throw BrokenCoding.windowTooLarge();
        }
    }

    @Override
    boolean pull(ByteBuffer into) throws BrokenCoding {
        while (true) {
            Buffers.move(ready, into);
            if (ready.hasRemaining()) {
                return false;
            }
            if (!more()) {
                return true;
            }
        }
    }

    /** Whether more may be ready now. */
    private boolean more() throws BrokenCoding {
        switch (decoder.getStatus()) {
            case OK -> decoder.push(0);
            case NEEDS_MORE_OUTPUT -> ready = decoder.pull();
            case NEEDS_MORE_INPUT, DONE -> {
                if (!decoder.hasOutput()) {
                    return false;
                }
                ready = decoder.pull();
            }
            case ERROR -> throw BrokenCoding.because("not in the format of brotli");
        }
        return true;
    }

    @Override
    boolean isComplete() {
        return decoder.getStatus() == Status.DONE;
    }

    @Override
    void free() {
        ready = NOTHING;
        decoder.destroy();
    }
}
