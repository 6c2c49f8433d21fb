package io.zentinelproxy.core.upstream;

import io.zentinelproxy.core.balance.Outcome;
import io.zentinelproxy.core.exchange.BodySink;
import io.zentinelproxy.core.exchange.BodySource;
import io.zentinelproxy.core.exchange.UpstreamExchange;
import io.zentinelproxy.core.fault.Fault;
import io.zentinelproxy.core.fault.UpstreamFault;
import io.zentinelproxy.core.http.BodyLength;
import io.zentinelproxy.core.http.RequestHead;
import io.zentinelproxy.core.http.ResponseHead;
import java.nio.ByteBuffer;

/**
 * One request of our own over the ordinary connections of an upstream, on the thread of whoever calls. Its content is here as a whole; its
 * answer is read and thrown away, as far as {@link #MOST_DISCARDED}: a longer one costs its connection. It is sent a second time only where
 * its origin did nothing for certain, and to no other.
 */
public final class BackgroundCall {
    /** Octets of an answer that are read so that its connection can carry another request. */
    static final int MOST_DISCARDED = 1024 * 1024;

    /** Times that it is sent, the first included. */
    private static final int MAX_TRIES = 3;

    private static final int PORTION = 8 * 1024;

    private final Upstream upstream;
    private final AttemptLimits limits;
    private final BackgroundExchange down;
    private final RequestHead head;
    private final byte[] content;
    private final int length;
    private final Answer answer;
    private Demand demand = Demand.LIVING;
    private boolean older;
    private long headAt;

    /** When the origin was chosen. */
    private long chosenAt;

    private Outcome outcome = Outcome.UNKNOWN;

    /** Sees the head of the answer, which is reused afterwards. */
    @FunctionalInterface
    public interface Answer {
        void came(ResponseHead head);
    }

    /**
     * @param content of which so many octets count
     * @param answer told once, as soon as the head has come; what fails afterwards is no failure of the call
     */
    public BackgroundCall(
            Upstream upstream,
            AttemptLimits limits,
            BackgroundExchange down,
            RequestHead head,
            byte[] content,
            int length,
            Answer answer) {
        this.upstream = upstream;
        this.limits = limits;
        this.down = down;
        this.head = head;
        this.content = content;
        this.length = length;
        this.answer = answer;
    }

    /**
     * Sends it, and returns once its answer is through.
     *
     * @throws Fault where no answer came; LimitFault where there was no connection for it
     */
    public void send() throws Fault {
        Origin origin = upstream.choose(down, null);
        chosenAt = System.nanoTime();
        try {
            for (int tries = 1; !isThrough(origin, tries == MAX_TRIES); ) {
                tries++;
            }
        } finally {
            origin.leave();
        }
    }

    private boolean isThrough(Origin origin, boolean last) throws Fault {
        long began = System.nanoTime();
        boolean over = true;
        headAt = 0;
        outcome = Outcome.UNKNOWN;
        try (Lease lease = upstream.lease(origin, down, limits, demand, older)) {
            lease.deadline(down.deadline());
            down.facts().attempt(origin.name(), lease.isReused(), began);
            exchange(lease.exchange());
            return true;
        } catch (UpstreamFault e) {
            UpstreamFault.Kind kind = e.kind();
            if (down.isGone() || last || !kind.isUnprocessed()) {
                outcome = down.isGone() ? Outcome.UNKNOWN : Outcome.of(kind);
                throw e;
            }
            older |= kind == UpstreamFault.Kind.HTTP1_REQUIRED;
            demand = Demand.FRESH;
            over = false;
            return false;
        } finally {
            if (over) {
                upstream.ended(origin, outcome, (headAt == 0 ? System.nanoTime() : headAt) - began, chosenAt, false);
            }
        }
    }

    private void exchange(UpstreamExchange up) throws Fault {
        put(up.send(head, length == 0 ? BodyLength.NONE : new BodyLength.Fixed(length)));
        ResponseHead response = up.receiveFinal();
        headAt = System.nanoTime();
        outcome = Outcome.of(response.status());
        answer.came(response);
        discard(up.body());
    }

    private void put(BodySink sink) throws Fault {
        int at = 0;
        while (at < length) {
            ByteBuffer space = sink.space();
            int portion = Math.min(space.remaining(), length - at);
            space.put(content, at, portion);
            at += portion;
            if (at < length) {
                sink.flush();
                sink.expect(length - at);
            }
        }
        sink.finish(null);
    }

    /** Where it breaks off, nothing is lost: it would have been thrown away. */
    private static void discard(BodySource body) {
        ByteBuffer portion = ByteBuffer.allocate(PORTION);
        try {
            while (!body.isFinished() && body.pulled() <= MOST_DISCARDED) {
                portion.clear();
                if (body.pull(portion) < 0) {
                    return;
                }
            }
        } catch (Fault brokenOff) {
            // Its connection is not used again.
        }
    }
}
