package io.zentinelproxy.core.proxy;

import io.zentinelproxy.core.exchange.BodyPump;
import io.zentinelproxy.core.exchange.BodySink;
import io.zentinelproxy.core.exchange.BoundedRest;
import io.zentinelproxy.core.exchange.DownstreamExchange;
import io.zentinelproxy.core.exchange.ThreadEnd;
import io.zentinelproxy.core.exchange.UpstreamExchange;
import io.zentinelproxy.core.fault.Fault;
import io.zentinelproxy.core.fault.InternalFault;
import io.zentinelproxy.core.fault.UpstreamFault;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A request's content that is still arriving while the origin may already answer: moved by a virtual thread of its own. A fault of
 * the client cancels the wait for the origin; one of the origin does not, as its answer may be on the way.
 */
final class Upload {
    /** The last octets may be sent, and answered, before the thread that sent them has ended. */
    private static final Duration LAST_STEPS = Duration.ofMillis(200);

    /** How long the rest of the content is waited for once it has been answered. */
    private static final Duration REST = Duration.ofSeconds(5);

    private final DownstreamExchange down;
    private final UpstreamExchange up;
    private final BoundedRest source;
    private final BodySink sink;
    private final boolean fromClient;
    private final @Nullable HeadClock clock;
    private final Thread thread;
    private volatile @Nullable Fault fault;

    /** Whether content may have been taken. */
    private volatile boolean begun;

    private Upload(
            DownstreamExchange down,
            UpstreamExchange up,
            RequestContent content,
            BodySink sink,
            @Nullable HeadClock clock) {
        this.down = down;
        this.up = up;
        this.source = new BoundedRest(content.source());
        this.fromClient = content.isArriving();
        this.sink = sink;
        this.clock = clock;
        thread = Thread.ofVirtual().unstarted(this::run);
    }

    /** @param clock that runs once the content has been sent, or null */
    static Upload start(
            DownstreamExchange down,
            UpstreamExchange up,
            RequestContent content,
            BodySink sink,
            @Nullable HeadClock clock) {
        Upload upload = new Upload(down, up, content, sink, clock);
        if (upload.fromClient) {
            down.uploading(upload.thread);
        }
        up.contentPending(true);
        upload.thread.start();
        return upload;
    }

    private void run() {
        try {
            sink.flush();
            begun = true;
            BodyPump.run(source, sink);
            up.contentPending(false);
            down.facts().sent();
            if (clock != null) {
                clock.start();
            }
            if (fromClient) {
                down.uploading(null);
            }
        } catch (UpstreamFault e) {
            fault = e;
            up.contentPending(false);
        } catch (Fault e) {
            fault = e;
            up.cancel();
        } catch (RuntimeException | Error e) {
            fault = new InternalFault(e);
            up.cancel();
        } finally {
            up.endContent();
        }
    }

    /** Why the content did not go through, where that was none of the origin's doing; a fault of the origin may still be followed by its answer. */
    @Nullable
    Fault clientFault() {
        Fault seen = fault;
        return seen instanceof UpstreamFault ? null : seen;
    }

    /** Whether it has ended without the head having left: then all of the content is still to come. */
    boolean isUntouched() {
        return !begun && hasEnded(thread, LAST_STEPS) && !begun;
    }

    /** Whether it takes content from the client's connection. */
    boolean isFromClient() {
        return fromClient;
    }

    /** Waits until the thread has let go of the content; its connection was cancelled. */
    void end() {
        ThreadEnd.await(thread);
    }

    /** Whether all of the content was sent and its thread has let go of both connections. */
    boolean isComplete() {
        return source.isFinished() && hasEnded(thread, LAST_STEPS) && fault == null;
    }

    /** Sends on what comes behind the answer, within bounds; whether that was the rest, so that both connections can go on. */
    boolean sendRest() {
        source.begin();
        return hasEnded(thread, REST) && fault == null;
    }

    /** Reads what comes behind the answer, within the same bounds, where the origin does not take it; whether that was the rest. */
    boolean discardRest() {
        if (!hasEnded(thread, LAST_STEPS) || !(fault instanceof UpstreamFault)) {
            return false;
        }
        Thread discarding = Thread.ofVirtual().unstarted(() -> Discarded.read(source));
        down.uploading(discarding);
        discarding.start();
        return hasEnded(discarding, REST) && source.isFinished();
    }

    private static boolean hasEnded(Thread awaited, Duration patience) {
        try {
            return awaited.join(patience);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
