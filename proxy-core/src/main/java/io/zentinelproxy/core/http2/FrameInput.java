package io.zentinelproxy.core.http2;

import io.zentinelproxy.core.net.Transport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads frames (RFC 9113 section 4.1): after {@link #next}, the fields and the payload of one stand here until the next call. Holds no
 * buffer while nothing is there. Belongs to the reading thread.
 */
final class FrameInput {
    private static final byte[] NOTHING = new byte[0];

    private final Transport transport;
    private final InputBuffers buffers;

    /** How long the rest of a frame may take that has begun, in nanoseconds. */
    private final long patience;

    private byte @Nullable [] buffer;
    private byte[] octets = NOTHING;
    private int position;
    private int limit;

    /** Frames taken so far. Read by any thread. */
    private volatile long frames;

    private int type;
    private int flags;
    private int stream;
    private int start;
    private int end;

    /** @param early octets of the connection that were read before, if any */
    FrameInput(Transport transport, InputBuffers buffers, long patience, byte[] early) {
        this.transport = transport;
        this.buffers = buffers;
        this.patience = patience;
        if (early.length > 0) {
            octets = take();
            System.arraycopy(early, 0, octets, 0, early.length);
            limit = early.length;
        }
    }

    private byte[] take() {
        byte[] taken = buffers.take();
        buffer = taken;
        return taken;
    }

    /**
     * Takes these octets, which must come next.
     *
     * @return whether they did; false as soon as others come, or the end
     */
    boolean expect(byte[] expected) throws IOException {
        while (true) {
            int there = Math.min(limit - position, expected.length);
            if (!Arrays.equals(octets, position, position + there, expected, 0, there)) {
                return false;
            }
            if (there == expected.length) {
                position += there;
                return true;
            }
            if (!fill()) {
                return false;
            }
        }
    }

    /**
     * Waits for a frame and takes it.
     *
     * @return false at the end of the connection
     * @throws ConnectionError where it is too large
     */
    boolean next() throws IOException, ConnectionError {
        while (limit - position < Frames.HEADER) {
            if (!fill()) {
                return false;
            }
        }
        int length = (octets[position] & 0xff) << 16 | (octets[position + 1] & 0xff) << 8 | octets[position + 2] & 0xff;
        type = octets[position + 3] & 0xff;
        flags = octets[position + 4] & 0xff;
        stream = Frames.int31(octets, position + 5);
        if (length > Frames.MAX_PAYLOAD) {
            throw new ConnectionError(ErrorCode.FRAME_SIZE_ERROR, "frame_too_large");
        }
        while (limit - position < Frames.HEADER + length) {
            if (!fill()) {
                return false;
            }
        }
        start = position + Frames.HEADER;
        end = start + length;
        position = end;
        frames = frames + 1;
        return true;
    }

    /** Whether the connection has ended within a frame, and not because that was late. */
    boolean isCut() {
        return limit > position && !transport.isLate();
    }

    private boolean fill() throws IOException {
        if (position == limit) {
            release();
            transport.readTimeout(Transport.NO_DEADLINE);
            transport.awaitReadable();
            octets = take();
        } else {
            transport.readTimeout(patience);
            if (position > 0) {
                System.arraycopy(octets, position, octets, 0, limit - position);
                limit -= position;
                position = 0;
            }
        }
        int length = transport.read(ByteBuffer.wrap(octets, limit, octets.length - limit));
        if (length < 0) {
            return false;
        }
        limit += length;
        return true;
    }

    /** Whether the next frame, or a part of it, is there already. */
    boolean hasBuffered() {
        return limit > position;
    }

    /** Gives the buffer back. */
    void release() {
        byte[] taken = buffer;
        if (taken != null) {
            buffers.give(taken);
            buffer = null;
        }
        octets = NOTHING;
        position = 0;
        limit = 0;
    }

    /** Frames taken so far. Any thread. */
    long frames() {
        return frames;
    }

    int type() {
        return type;
    }

    boolean has(int flag) {
        return (flags & flag) != 0;
    }

    int stream() {
        return stream;
    }

    /** The payload, from {@link #start()} to {@link #end()}. */
    byte[] octets() {
        return octets;
    }

    int start() {
        return start;
    }

    int end() {
        return end;
    }

    int length() {
        return end - start;
    }

    /**
     * Takes the padding off (RFC 9113 section 6.1).
     *
     * @throws ConnectionError where there is more of it than payload
     */
    void unpad() throws ConnectionError {
        if (!has(Frames.PADDED)) {
            return;
        }
        if (start == end) {
            throw new ConnectionError(ErrorCode.FRAME_SIZE_ERROR, "bad_padding");
        }
        int padding = octets[start] & 0xff;
        start++;
        if (padding > end - start) {
            throw new ConnectionError(ErrorCode.PROTOCOL_ERROR, "bad_padding");
        }
        end -= padding;
    }

    /** Takes so many octets off the front of the payload, which are there. */
    void skip(int length) {
        start += length;
    }
}
