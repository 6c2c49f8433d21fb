package io.zentinelproxy.core.websocket;

import io.zentinelproxy.core.bytes.BulkBuffers;
import io.zentinelproxy.core.exchange.BodyPump;
import io.zentinelproxy.core.exchange.Duplex;
import io.zentinelproxy.core.net.IdleBuffers;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntFunction;

/**
 * Moves what one side of a tunnel sends to the other, without a buffer while nothing comes. Run by one virtual thread; {@link #tell}
 * may come from any.
 */
final class Direction implements Runnable {
    /** An arrival of this size has filled a small buffer, or nearly. */
    private static final int MUCH = IdleBuffers.CAPACITY - FrameScanner.LONGEST_HEADER;

    /** One of this size has filled a large buffer: there is more, and no need to wait for it. */
    private static final int FULL = BulkBuffers.CAPACITY - FrameScanner.LONGEST_HEADER;

    private final Tunnel tunnel;
    private final Duplex from;
    private final Duplex to;
    private final FrameScanner scanner;
    private final IntFunction<ByteBuffer> close;

    /** Held by who writes to the other side, for one buffer or for our Close. Guards the scanner, held and ended. */
    private final ReentrantLock pen = new ReentrantLock();

    /** A header that is not complete: it waits here, so that the other side is always at the end of a frame or within its payload. */
    private final byte[] held = new byte[FrameScanner.LONGEST_HEADER];

    private int heldLength;

    /** Whether the other side was told that nothing follows. */
    private boolean ended;

    /** Whether our Close has gone out, behind which nothing follows (RFC 6455 section 5.5.1). Written under pen. */
    private volatile boolean told;

    /** These three belong to the thread that runs this; the first is read by others after its end. */
    private long moved;

    private int lastRead;
    private long turn = BodyPump.FAIR_SHARE;

    /** @param close makes the frame that tells the other side of a code */
    Direction(Tunnel tunnel, Duplex from, Duplex to, FrameScanner scanner, IntFunction<ByteBuffer> close) {
        this.tunnel = tunnel;
        this.from = from;
        this.to = to;
        this.scanner = scanner;
        this.close = close;
    }

    @Override
    public void run() {
        try {
            boolean more = true;
            while (more) {
                more = move();
            }
            if (!tunnel.isOver()) {
                end();
            }
        } catch (RuntimeException | Error e) {
            tunnel.lost(from);
            throw e;
        }
    }

    /** Waits for octets and passes them on; false once no more are to be. */
    private boolean move() {
        if (lastRead < FULL && !await()) {
            return false;
        }
        ByteBuffer buffer = tunnel.tunnels().take(lastRead >= MUCH);
        try {
            buffer.put(held, 0, heldLength);
            lastRead = read(buffer);
            return lastRead >= 0 && pass(buffer.flip());
        } finally {
            tunnel.tunnels().give(buffer);
        }
    }

    private boolean await() {
        try {
            from.awaitReadable();
            return true;
        } catch (IOException e) {
            tunnel.lost(from);
            return false;
        }
    }

    private int read(ByteBuffer into) {
        try {
            int length = from.read(into);
            tunnel.moved();
            return length;
        } catch (IOException e) {
            tunnel.lost(from);
            return -1;
        }
    }

    private boolean pass(ByteBuffer octets) {
        boolean more;
        pen.lock();
        try {
            more = told ? discard(octets) : tunnel.closing() == 0 ? forward(octets) : finishFrame(octets);
        } finally {
            pen.unlock();
        }
        if (tunnel.closing() != 0) {
            tunnel.tell();
        }
        // As a pump of content does.
        turn = BodyPump.letOthers(turn, lastRead);
        return more;
    }

    private boolean forward(ByteBuffer octets) {
        int limit = octets.limit();
        int end = scanner.scan(octets);
        if (!write(octets.limit(end))) {
            return false;
        }
        Violation violation = scanner.violation();
        if (violation == null) {
            hold(octets.limit(limit));
        } else {
            tunnel.broken(this, violation);
        }
        return true;
    }

    /** Keeps what is left for the next time. */
    private void hold(ByteBuffer rest) {
        heldLength = rest.remaining();
        rest.get(held, 0, heldLength);
    }

    /** Our Close is due, but a frame is under way: that goes on to its end. */
    private boolean finishFrame(ByteBuffer octets) {
        int limit = octets.limit();
        octets.limit(octets.position() + scanner.takePayload(octets.remaining()));
        boolean written = write(octets);
        octets.limit(limit);
        if (!written || !scanner.isBetweenFrames()) {
            heldLength = 0;
            return written;
        }
        sayClose();
        return discard(octets);
    }

    /** Behind our Close only the answer to it matters: the sender's own Close. */
    private boolean discard(ByteBuffer octets) {
        if (scanner.violation() == null) {
            octets.position(scanner.scan(octets));
            if (scanner.violation() == null) {
                hold(octets);
            }
        }
        return !scanner.hasClosed();
    }

    private boolean write(ByteBuffer octets) {
        int length = octets.remaining();
        try {
            to.write(octets);
            moved += length;
            return true;
        } catch (IOException e) {
            tunnel.lost(to);
            return false;
        }
    }

    /** The sender has ended its stream, perhaps within a frame: so it goes on. */
    private void end() {
        pen.lock();
        try {
            if (!told && heldLength > 0) {
                write(ByteBuffer.wrap(held, 0, heldLength));
            }
            ended = true;
            to.endOutput();
        } finally {
            pen.unlock();
        }
        if (tunnel.closing() != 0) {
            tunnel.tell();
        }
    }

    /** Sends our Close if the other side is between two frames and nobody writes; else who writes does it when the frame has ended. */
    void tell() {
        if (!pen.tryLock()) {
            return;
        }
        try {
            if (!told && (ended || scanner.isBetweenFrames())) {
                sayClose();
            }
        } finally {
            pen.unlock();
        }
    }

    /** A side that has had the sender's own Close needs none of ours. */
    private void sayClose() {
        told = true;
        if (!ended && !scanner.hasClosed()) {
            write(close.apply(tunnel.closing()));
        }
        tunnel.told();
    }

    boolean isTold() {
        return told;
    }

    /** Whether the sender's Close has come. */
    boolean hasClosed() {
        return scanner.hasClosed();
    }

    /** Octets that were passed on, for others once this has ended. */
    long moved() {
        return moved;
    }
}
