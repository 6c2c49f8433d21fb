package io.zentinelproxy.core.http2;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The frames that are to be written next, in one buffer that is there only while there are some. Part of its room is a reserve for
 * control frames, which must not wait. Guarded by the {@link Output}.
 */
final class PendingFrames {
    /** Room that only control frames may use: about 240 answers to PING. */
    static final int RESERVE = 4 * 1024;

    private final OutputBuffers buffers;
    private @Nullable ByteBuffer buffer;

    PendingFrames(OutputBuffers buffers) {
        this.buffers = buffers;
    }

    private ByteBuffer buffer() {
        ByteBuffer current = buffer;
        if (current == null) {
            current = buffers.take();
            buffer = current;
        }
        return current;
    }

    boolean isEmpty() {
        return buffer == null || buffer.position() == 0;
    }

    /** Room for heads and content: what of it is negative, control frames have taken. */
    int room() {
        return buffer().remaining() - RESERVE;
    }

    /**
     * Makes sure of room for a head; one that no buffer of the usual size can hold gets one of its own.
     *
     * @return false where what is pending must be written first
     */
    boolean reserve(int octets) {
        if (room() >= octets) {
            return true;
        }
        if (!isEmpty()) {
            return false;
        }
        buffers.give(buffer());
        buffer = ByteBuffer.allocate(octets + 2 * RESERVE);
        return true;
    }

    /** Begins a control frame, for whose payload there is room then; null where there is none for it. */
    @Nullable
    ByteBuffer control(int type, int flags, int stream, int length) {
        ByteBuffer into = buffer();
        if (into.remaining() < Frames.HEADER + length) {
            return null;
        }
        header(into, type, flags, stream, length);
        return into;
    }

    /** Puts a field block, for which there is room, in as many frames as it takes. */
    void block(Outgoing one, byte[] block, int length, int maxPayload, boolean last) {
        ByteBuffer into = buffer();
        int at = 0;
        int type = Frames.HEADERS;
        do {
            int part = Math.min(length - at, maxPayload);
            boolean begins = type == Frames.HEADERS;
            int flags = (at + part == length ? Frames.END_HEADERS : 0) | (begins && last ? Frames.END_STREAM : 0);
            header(into, type, flags, one.stream(), part);
            into.put(block, at, part);
            one.count(Frames.HEADER + part);
            at += part;
            type = Frames.CONTINUATION;
        } while (at < length);
    }

    /** Puts a frame of content, for which there is room. */
    void content(Outgoing one, int octets, boolean last) {
        ByteBuffer into = buffer();
        header(into, Frames.DATA, last ? Frames.END_STREAM : 0, one.stream(), octets);
        one.move(into, octets);
        one.count(Frames.HEADER + octets);
    }

    private static void header(ByteBuffer into, int type, int flags, int stream, int length) {
        into.putInt(length << 8 | type);
        into.put((byte) flags);
        into.putInt(stream);
    }

    /** All of it, to be written and given back; null where there is nothing. */
    @Nullable
    ByteBuffer take() {
        if (isEmpty()) {
            return null;
        }
        ByteBuffer full = buffer;
        buffer = null;
        return full;
    }

    /** Takes a buffer back that was written. */
    void give(ByteBuffer written) {
        buffers.give(written);
    }

    /** Forgets what is pending, if anything, and lets go of the buffer. */
    void letGo() {
        ByteBuffer current = buffer;
        if (current != null) {
            buffer = null;
            buffers.give(current);
        }
    }
}
