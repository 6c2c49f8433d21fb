package io.zentinelproxy.core.http1;

import io.zentinelproxy.core.bytes.Ascii;
import io.zentinelproxy.core.exchange.BodySink;
import io.zentinelproxy.core.fault.Fault;
import io.zentinelproxy.core.http.Fields;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Sends content in the chunked coding, each flush as one chunk. The size line has a fixed width and is filled in when the chunk is
 * complete, so that head, size, content and line end stand in one buffer and leave in one write.
 */
final class ChunkedSink implements BodySink {
    /** Hexadecimal digits of a size: enough for the largest buffer. */
    private static final int SIZE_DIGITS = 5;

    private static final int SIZE_LINE = SIZE_DIGITS + 2;
    private static final int LINE_END = 2;
    private static final byte[] LAST_CHUNK = Ascii.octets("0\r\n");
    private static final byte[] CRLF = {'\r', '\n'};
    private static final int NONE = -1;

    private final Sender to;
    private long flushed;
    private int sizeLine = NONE;

    ChunkedSink(Sender to) {
        this.to = to;
    }

    /** Content follows what stands in the sender's buffer. */
    ChunkedSink begin() {
        flushed = 0;
        sizeLine = NONE;
        return this;
    }

    @Override
    public ByteBuffer space() throws Fault {
        ByteBuffer buffer = to.buffer();
        int needed = sizeLine == NONE ? SIZE_LINE + LINE_END + 1 : 1;
        if (buffer.remaining() < needed) {
            flush();
            buffer = to.buffer();
        }
        if (sizeLine == NONE) {
            sizeLine = buffer.position();
            buffer.position(sizeLine + SIZE_LINE);
            buffer.limit(buffer.capacity() - LINE_END);
        }
        return buffer;
    }

    @Override
    public void flush() throws Fault {
        endChunk();
        to.flush();
    }

    private void endChunk() {
        if (sizeLine == NONE) {
            return;
        }
        ByteBuffer buffer = to.buffer();
        int size = buffer.position() - sizeLine - SIZE_LINE;
        buffer.limit(buffer.capacity());
        if (size == 0) {
            buffer.position(sizeLine);
        } else {
            putSize(buffer, size);
            buffer.put(CRLF);
        }
        flushed += size;
        sizeLine = NONE;
    }

    private void putSize(ByteBuffer buffer, int size) {
        int at = sizeLine;
        for (int shift = (SIZE_DIGITS - 1) * 4; shift >= 0; shift -= 4) {
            buffer.put(at++, Ascii.hex(size >> shift & 0xf));
        }
        buffer.put(at, (byte) '\r');
        buffer.put(at + 1, (byte) '\n');
    }

    @Override
    public void finish(@Nullable Fields trailers) throws Fault {
        endChunk();
        int room = LAST_CHUNK.length + CRLF.length + (trailers == null ? 0 : trailers.writtenLength());
        if (to.buffer().remaining() < room) {
            to.flush();
            to.reserve(room);
        }
        ByteBuffer buffer = to.buffer();
        buffer.put(LAST_CHUNK);
        if (trailers != null) {
            trailers.writeTo(buffer);
        }
        buffer.put(CRLF);
        to.flush();
    }

    @Override
    public void expect(long octets) {
        to.expect(octets);
    }

    @Override
    public long flushed() {
        return flushed;
    }
}
