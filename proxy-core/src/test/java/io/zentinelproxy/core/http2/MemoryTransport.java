package io.zentinelproxy.core.http2;

import io.zentinelproxy.core.testkit.UntimedTransport;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.function.IntSupplier;

/** A connection in memory: hands over given octets in pieces, then ends, and keeps what is sent over it. One thread reads, one writes. */
final class MemoryTransport extends UntimedTransport {
    private final byte[] incoming;
    private final IntSupplier pieces;
    private final Runnable beforeTheEnd;
    private volatile Runnable beforeWrites = () -> {};
    private final ByteArrayOutputStream sent = new ByteArrayOutputStream();
    private int given;
    private volatile boolean inputEnded;
    private volatile boolean closed;

    /**
     * @param pieces how many octets each read gets, at least 1
     * @param beforeTheEnd run by whoever reads, before the first time that nothing more comes
     */
    private MemoryTransport(byte[] incoming, IntSupplier pieces, Runnable beforeTheEnd) {
        this.incoming = incoming;
        this.pieces = pieces;
        this.beforeTheEnd = beforeTheEnd;
    }

    /** All octets arrive at once, as far as the reader has room. */
    static MemoryTransport whole(byte[] incoming, Runnable beforeTheEnd) {
        return new MemoryTransport(incoming, () -> Integer.MAX_VALUE, beforeTheEnd);
    }

    /** Pieces of 1 to 32 octets, the same ones each time for the same octets. */
    static MemoryTransport uneven(byte[] incoming, Runnable beforeTheEnd) {
        Random lengths = new Random(Arrays.hashCode(incoming));
        return new MemoryTransport(incoming, () -> 1 + lengths.nextInt(32), beforeTheEnd);
    }

    /** Run by whoever writes, before each write. */
    MemoryTransport beforeWrites(Runnable action) {
        beforeWrites = action;
        return this;
    }

    byte[] sentOctets() {
        synchronized (sent) {
            return sent.toByteArray();
        }
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        if (closed) {
            throw new IOException("closed");
        }
        if (given == incoming.length && !inputEnded) {
            inputEnded = true;
            beforeTheEnd.run();
        }
        if (given == incoming.length || inputEnded) {
            return -1;
        }
        int length = Math.min(Math.min(pieces.getAsInt(), into.remaining()), incoming.length - given);
        into.put(incoming, given, length);
        given += length;
        return length;
    }

    @Override
    public void write(ByteBuffer from) throws IOException {
        beforeWrites.run();
        if (closed) {
            throw new IOException("closed");
        }
        byte[] octets = new byte[from.remaining()];
        from.get(octets);
        synchronized (sent) {
            sent.writeBytes(octets);
        }
    }

    @Override
    public long received() {
        return given;
    }

    @Override
    public long sent() {
        synchronized (sent) {
            return sent.size();
        }
    }

    @Override
    public void endInput() {
        inputEnded = true;
    }

    @Override
    public void reset() {
        closed = true;
    }

    @Override
    public void close() {
        closed = true;
    }
}
