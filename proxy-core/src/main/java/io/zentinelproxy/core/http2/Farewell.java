package io.zentinelproxy.core.http2;

import io.zentinelproxy.core.net.Sweep;
import java.nio.ByteBuffer;
import java.time.Duration;

/**
 * How a client's connection ends in order (RFC 9113 section 6.8): a GOAWAY that refuses nothing yet and a PING, then one that names the last
 * stream, then the end of our side once all is answered, then the client's. Guarded by the monitor of its connection.
 */
final class Farewell {
    /** What our PING says that asks whether the client has seen that we go away. */
    static final long PING = 0x7a656e74696e656cL;

    /** How long is waited for its answer before new streams are refused. */
    private static final long PING_NANOS = Duration.ofSeconds(1).toNanos();

    /** How long a client may say nothing that has an answer of ours on its way to it, and does not end the connection. */
    private static final long SILENCE_NANOS = Duration.ofSeconds(5).toNanos();

    private static final long NEVER = Long.MAX_VALUE;

    private final ServerConnection connection;
    private final Http2Settings settings;

    /** Whether our settings are out: nothing is said before them (RFC 9113 section 3.4). */
    private boolean announced;

    private boolean begun;

    /** Whether new streams are refused. */
    private boolean last;

    /** Whether the last GOAWAY is on its way. */
    private boolean over;

    /** What our GOAWAY has said, which no other may raise. */
    private int lastOfAll;

    private long lastAt = NEVER;
    private long idleSince;

    /** Until when the client may end a connection that we have ended, and when it was last heard of. */
    private long leaveBy = NEVER;

    private long heardAt;
    private long framesHeard;

    Farewell(ServerConnection connection, Http2Settings settings) {
        this.connection = connection;
        this.settings = settings;
        idleSince = connection.sweep().now();
    }

    /** Our settings are out; returns whether a drain has begun before. */
    boolean settingsAreOut(Http2Server server) {
        synchronized (connection) {
            announced = true;
            return server.isDraining();
        }
    }

    /** Whether new streams are refused. Called under the guard. */
    boolean isFinal() {
        return last;
    }

    /** The last stream that a GOAWAY may name. */
    int lastStream(int opened) {
        synchronized (connection) {
            return last ? lastOfAll : opened;
        }
    }

    /** Something that was under way is so no longer. */
    void closed() {
        synchronized (connection) {
            if (connection.isIdle()) {
                idleSince = connection.sweep().now();
            }
        }
        endWhenIdle();
    }

    /** Says that we go away, and asks whether that was seen. */
    void begin() {
        synchronized (connection) {
            if (!announced || begun || last || over) {
                return;
            }
            begun = true;
            lastAt = connection.sweep().now() + PING_NANOS;
            // Guarded, so that it does not come behind one that names an earlier stream.
            connection.goAway(Frames.MAX_31, ErrorCode.NO_ERROR);
        }
        byte[] payload = ByteBuffer.allocate(Long.BYTES).putLong(PING).array();
        connection.output().control(Frames.PING, 0, 0, payload);
    }

    /** From now on new streams are refused; the connection ends with the last one. */
    void goFinally() {
        synchronized (connection) {
            if (last || over) {
                return;
            }
            last = true;
            lastOfAll = connection.lastOpened();
            begun = true;
            lastAt = NEVER;
            connection.goAway(lastOfAll, ErrorCode.NO_ERROR);
        }
        endWhenIdle();
    }

    /** The connection ends by itself: nothing is said here any more. */
    void over() {
        synchronized (connection) {
            over = true;
        }
    }

    /**
     * All is answered, but the answers may be in our buffers and the kernel's yet. They get there if the client reads on, and if nothing
     * is left unread of what it sends meanwhile. So our side ends, and the client ends its own.
     */
    private void endWhenIdle() {
        synchronized (connection) {
            if (!connection.isIdle() || !last || over || leaveBy != NEVER) {
                return;
            }
            leaveBy = connection.sweep().now() + settings.headTimeout().toNanos();
            heardAt = idleSince;
            framesHeard = connection.input().frames();
        }
        connection.output().end();
    }

    /** Whether a client that was asked to end the connection had its time. */
    private boolean isToBeLeft(long now) {
        long frames = connection.input().frames();
        if (frames != framesHeard) {
            framesHeard = frames;
            heardAt = now;
        }
        return now - leaveBy > 0
                || now - heardAt > SILENCE_NANOS && connection.output().isSent();
    }

    /** @return whether nothing is to be done soon */
    boolean sweep(long now) {
        boolean due;
        boolean soon;
        synchronized (connection) {
            if (leaveBy != NEVER) {
                if (isToBeLeft(now)) {
                    connection.transport().endInput();
                }
                return false;
            }
            Duration most = connection.served() == 0 ? settings.headTimeout() : settings.keepAliveTimeout();
            long idleAt = idleSince + most.toNanos();
            boolean idle = connection.isIdle();
            due = lastAt != NEVER && now - lastAt > 0 || idle && now - idleAt > 0;
            soon = lastAt != NEVER || idle && idleAt - now < Sweep.SOON;
        }
        if (due) {
            goFinally();
        }
        return !soon;
    }
}
