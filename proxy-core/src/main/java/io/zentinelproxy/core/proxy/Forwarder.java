package io.zentinelproxy.core.proxy;

import io.zentinelproxy.core.balance.Endpoint;
import io.zentinelproxy.core.balance.Outcome;
import io.zentinelproxy.core.exchange.BodyPump;
import io.zentinelproxy.core.exchange.BodySink;
import io.zentinelproxy.core.exchange.DownstreamExchange;
import io.zentinelproxy.core.exchange.UpstreamExchange;
import io.zentinelproxy.core.fault.Fault;
import io.zentinelproxy.core.fault.UpstreamFault;
import io.zentinelproxy.core.http.FieldName;
import io.zentinelproxy.core.http.RequestHead;
import io.zentinelproxy.core.http.ResponseHead;
import io.zentinelproxy.core.net.Transport;
import io.zentinelproxy.core.upstream.AttemptLimits;
import io.zentinelproxy.core.upstream.Demand;
import io.zentinelproxy.core.upstream.Lease;
import io.zentinelproxy.core.upstream.Origin;
import io.zentinelproxy.core.upstream.Upstream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The course of one request through rooms 9 and 10: chooses an origin, sends the request, has the answer passed on. A request is sent again
 * only where nobody can notice: at another origin when one cannot be reached; at the same when a reused connection turns out dead and the
 * request may be repeated; and wherever its origin did nothing for certain, as long as its content is still here. Confined to the exchange's
 * thread.
 */
final class Forwarder {
    /** Times that one request is sent, the first included. */
    private static final int MAX_TRIES = 3;

    /** Connections that one request finds about to end, besides: that says nothing of whether the origin wants it. */
    private static final int MAX_FAREWELLS = 10;

    private static final int SERVER_ERROR = 500;

    /** What is to be done after a try. */
    private enum Next {
        /** Nothing: the exchange is over. */
        DONE,
        /** Another connection to the same origin, one that is new. */
        FRESH,
        /** The same over HTTP/1.1. */
        OLDER,
        /** Another origin. */
        ELSEWHERE
    }

    private final DownstreamExchange down;
    private final RequestHead head;
    private final RoutePlan plan;
    private final Upstream upstream;
    private final AttemptLimits limits;
    private final RequestContent content;
    private final Answering answering;
    private final long deadline;

    /** Whether the request may be done twice, and can be sent twice. */
    private final boolean safe;

    private Demand demand;
    private boolean older;
    private int sent = 1;
    private int farewells;

    /** When the current origin was chosen. */
    private long chosenAt;

    /** When the head of the current try's answer came; 0 before. */
    private long headAt;

    /** What its status says of its origin. */
    private Outcome answered = Outcome.UNKNOWN;

    /** Where it was tried in vain; made for the first. */
    private @Nullable List<Endpoint> failed;

    Forwarder(
            DownstreamExchange down,
            RequestHead head,
            RoutePlan plan,
            Upstream upstream,
            AttemptLimits limits,
            RequestContent content,
            Answering answering) {
        this.down = down;
        this.head = head;
        this.plan = plan;
        this.upstream = upstream;
        this.limits = limits;
        this.content = content;
        this.answering = answering;
        deadline = deadline();
        safe = content.rewind() && head.method().isIdempotent();
        demand = safe ? Demand.ANY : Demand.LIVING;
        older = head.fields().has(FieldName.UPGRADE) && upstream.speaksHttp1();
    }

    /** When the exchange must be over: by what the route says and by what its client does, whichever is sooner. */
    private long deadline() {
        long most = limits.total() == 0 ? GrpcTimeout.NONE : limits.total();
        long total = Math.min(most, GrpcTimeout.of(head.fields()));
        return total == GrpcTimeout.NONE ? Transport.NO_DEADLINE : upstream.now() + total;
    }

    /** Forwards and answers, or throws the fault that says why not. */
    void forward() throws Fault {
        Origin origin = upstream.choose(down, null);
        while (!isServedBy(origin)) {
            origin = upstream.choose(down, failed);
        }
    }

    /** Whether there is another origin, now that this one cannot be reached either. */
    private boolean mayGoElsewhere(Origin from) {
        if (failed == null) {
            failed = new ArrayList<>(MAX_TRIES);
        }
        failed.add(from);
        return upstream.hasOthers(failed);
    }

    /** Whether it is over; else it goes on at another origin. */
    private boolean isServedBy(Origin origin) throws Fault {
        chosenAt = System.nanoTime();
        try {
            Next next = attempt(origin);
            while (next == Next.FRESH || next == Next.OLDER) {
                demand = next == Next.FRESH ? Demand.FRESH : demand;
                older |= next == Next.OLDER;
                content.rewind();
                next = attempt(origin);
            }
            return next == Next.DONE;
        } finally {
            if (!down.isSwitched()) {
                origin.leave();
            }
        }
    }

    /** One try on one connection. */
    private Next attempt(Origin origin) throws Fault {
        long began = System.nanoTime();
        headAt = 0;
        Outcome outcome = Outcome.UNKNOWN;
        boolean over = true;
        try (Lease lease = lease(origin, began)) {
            Next next = exchange(origin, lease);
            over = next == Next.DONE;
            outcome = over ? answered : Outcome.UNKNOWN;
            return next;
        } catch (UpstreamFault e) {
            outcome = down.isGone() ? Outcome.UNKNOWN : outcome(e.kind());
            if (e.kind().isUnreached() && !down.isGone() && mayGoElsewhere(origin) && mayGoOn(e.kind())) {
                return Next.ELSEWHERE;
            }
            throw cause(e, null);
        } finally {
            // What is done again at the same origin says nothing of it yet.
            if (over) {
                upstream.ended(origin, outcome, (headAt == 0 ? System.nanoTime() : headAt) - began, chosenAt);
            }
        }
    }

    private Lease lease(Origin origin, long now) throws Fault {
        try {
            Lease lease = upstream.lease(origin, down, limits, demand, older);
            lease.deadline(deadline);
            down.facts().attempt(origin.name(), lease.isReused(), System.nanoTime());
            down.facts().upstreamTls(lease.tls());
            return lease;
        } catch (UpstreamFault e) {
            down.facts().upstreamTls(null);
            down.facts().attempt(origin.name(), false, now);
            throw e;
        }
    }

    /**
     * Sends the request and passes the answer on.
     *
     * @return what is to be done where that came to nothing
     */
    private Next exchange(Origin origin, Lease lease) throws Fault {
        UpstreamExchange up = lease.exchange();
        Upload upload = null;
        try {
            BodySink sink = up.send(head, content.length());
            if (content.isSmall()) {
                BodyPump.run(content.source(), sink);
            } else {
                upload = Upload.start(down, up, content, sink);
            }
            ResponseHead response = answering.head(down, up);
            headAt = System.nanoTime();
            down.facts().responseHeadAt(headAt);
            answered = response.status() < SERVER_ERROR ? Outcome.SUCCESS : Outcome.ERROR_STATUS;
            answering.answer(down, plan, lease, response, upload == null, origin::leave);
            return Next.DONE;
        } catch (UpstreamFault e) {
            Next next =
                    up.hasAnswered() || down.isGone() ? Next.DONE : next(e.kind(), safe && lease.isReused(), upload);
            if (next == Next.DONE || !mayGoOn(e.kind())) {
                throw cause(e, upload);
            }
            return next;
        } finally {
            if (upload != null) {
                finish(upload, lease);
            }
        }
    }

    /** Whether there may be another try, after this fault of one. */
    private boolean mayGoOn(UpstreamFault.Kind kind) {
        if (kind == UpstreamFault.Kind.GOING_AWAY) {
            farewells++;
            return farewells <= MAX_FAREWELLS;
        }
        sent++;
        return sent <= MAX_TRIES;
    }

    /** What can be done about a fault that came before an answer; {@link Next#DONE} for nothing. */
    private static Next next(UpstreamFault.Kind kind, boolean repeatable, @Nullable Upload upload) {
        if (kind == UpstreamFault.Kind.CLOSED_EARLY) {
            return repeatable ? Next.FRESH : Next.DONE;
        }
        // Without an upload it is at hand as a whole, or none of it was taken; what a client sends is here but once.
        boolean contentIsHere = upload == null || !upload.isFromClient();
        if (!kind.isUnprocessed() || !contentIsHere) {
            return Next.DONE;
        }
        return kind == UpstreamFault.Kind.HTTP1_REQUIRED ? Next.OLDER : Next.FRESH;
    }

    /** What a fault says of the origin. */
    private static Outcome outcome(UpstreamFault.Kind kind) {
        return switch (kind) {
            case UNRESOLVED,
                    CONNECT_FAILED,
                    CONNECT_TIMEOUT,
                    UPSTREAM_TLS_FAILED,
                    UPSTREAM_CERTIFICATE_UNTRUSTED,
                    UPSTREAM_CERTIFICATE_NAME,
                    UPSTREAM_CERTIFICATE_EXPIRED,
                    NO_HTTP2 -> Outcome.UNREACHABLE;
            case WRITE_TIMEOUT, READ_TIMEOUT, REQUEST_TIMEOUT, PING_TIMEOUT -> Outcome.TIMED_OUT;
            case CLOSED_EARLY,
                    BAD_RESPONSE,
                    RESPONSE_HEAD_TOO_LARGE,
                    TRUNCATED,
                    BAD_SWITCH,
                    BAD_ORIGIN_FRAME,
                    STREAM_RESET,
                    BAD_HTTP2 -> Outcome.BROKE_OFF;
            case NO_TARGET, BREAKER_OPEN, POOL_TIMEOUT, RESPONSE_NOT_HELD, STREAM_REFUSED, GOING_AWAY, HTTP1_REQUIRED ->
                Outcome.UNKNOWN;
        };
    }

    /**
     * An upload that outlives the answer is left alone with a closed connection: nobody takes its content any more. Held content is
     * waited for, as it may be sent again or given back.
     */
    private void finish(Upload upload, Lease lease) {
        if (upload.isComplete()) {
            return;
        }
        lease.abandon();
        if (upload.isFromClient()) {
            down.giveUpContent();
        } else {
            upload.end();
        }
    }

    /** The origin's connection may have broken because we broke it, on account of the client. */
    private Fault cause(UpstreamFault seen, @Nullable Upload upload) {
        if (down.isGone()) {
            return down.whyGone();
        }
        Fault uploading = upload == null ? null : upload.fault();
        return uploading == null || uploading instanceof UpstreamFault ? seen : uploading;
    }
}
