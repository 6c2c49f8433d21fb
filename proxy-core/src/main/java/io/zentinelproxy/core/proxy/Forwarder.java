package io.zentinelproxy.core.proxy;

import io.zentinelproxy.core.balance.Endpoint;
import io.zentinelproxy.core.bytes.HoldBudget;
import io.zentinelproxy.core.exchange.BodyPump;
import io.zentinelproxy.core.exchange.BodySink;
import io.zentinelproxy.core.exchange.DownstreamExchange;
import io.zentinelproxy.core.exchange.HeldContent;
import io.zentinelproxy.core.exchange.UpstreamExchange;
import io.zentinelproxy.core.fault.Fault;
import io.zentinelproxy.core.fault.LimitFault;
import io.zentinelproxy.core.fault.UpstreamFault;
import io.zentinelproxy.core.http.BodyLength;
import io.zentinelproxy.core.http.FieldName;
import io.zentinelproxy.core.http.RequestHead;
import io.zentinelproxy.core.http.ResponseHead;
import io.zentinelproxy.core.http.UpgradeField;
import io.zentinelproxy.core.net.Transport;
import io.zentinelproxy.core.upstream.AttemptLimits;
import io.zentinelproxy.core.upstream.Demand;
import io.zentinelproxy.core.upstream.Lease;
import io.zentinelproxy.core.upstream.Upstream;
import io.zentinelproxy.core.websocket.Agreement;
import io.zentinelproxy.core.websocket.WebSocketRoute;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Rooms 9 to 11: chooses an endpoint, sends the request, passes the answer on. A request is sent again only where nobody can notice: one
 * that may be repeated, when a reused connection turns out dead, and any whose origin did nothing for certain, as long as its content is
 * still here.
 */
final class Forwarder {
    /** 1xx heads that one answer may have before its final one. */
    private static final int MAX_INTERIM = 16;

    /** Times that one request is sent, the first included. */
    private static final int MAX_TRIES = 3;

    /** Connections that one request finds about to end, besides: that says nothing of whether the origin wants it. */
    private static final int MAX_FAREWELLS = 10;

    /** How often one request was tried. */
    private static final class Tries {
        private int sent = 1;
        private int farewells;

        /** Whether there may be another, after this fault of one. */
        boolean mayGoOn(UpstreamFault.Kind kind) {
            if (kind == UpstreamFault.Kind.GOING_AWAY) {
                farewells++;
                return farewells <= MAX_FAREWELLS;
            }
            sent++;
            return sent <= MAX_TRIES;
        }
    }

    /** What is to be done after a try. */
    private enum Next {
        /** Nothing: the exchange is over. */
        DONE,
        /** Another connection, one that is new. */
        FRESH,
        /** The same over HTTP/1.1. */
        OLDER
    }

    private static final int SWITCHING = 101;
    private static final int UPGRADE_REQUIRED = 426;

    private final ResponseFields responseFields = new ResponseFields();
    private final HoldBudget budget;

    Forwarder(HoldBudget budget) {
        this.budget = budget;
    }

    /** Forwards and answers, or throws the fault that says why not. */
    void forward(
            DownstreamExchange down,
            RequestHead head,
            RoutePlan plan,
            Upstream upstream,
            AttemptLimits limits,
            RequestContent content)
            throws Fault {
        Endpoint endpoint = upstream.choose(down);
        long deadline = deadline(upstream, limits, head);
        boolean safe = content.rewind() && head.method().isIdempotent();
        Demand demand = safe ? Demand.ANY : Demand.LIVING;
        boolean older = head.fields().has(FieldName.UPGRADE) && upstream.speaksHttp1();
        Tries tries = new Tries();
        while (true) {
            Next next;
            try (Lease lease = lease(upstream, endpoint, down, limits, deadline, demand, older)) {
                next = attempt(down, head, plan, lease, content, safe, tries);
            }
            if (next == Next.DONE) {
                return;
            }
            demand = next == Next.FRESH ? Demand.FRESH : demand;
            older |= next == Next.OLDER;
            content.rewind();
        }
    }

    /** When the exchange must be over: by what the route says and by what its client does, whichever is sooner. */
    private static long deadline(Upstream upstream, AttemptLimits limits, RequestHead head) {
        long most = limits.total() == 0 ? GrpcTimeout.NONE : limits.total();
        long total = Math.min(most, GrpcTimeout.of(head.fields()));
        return total == GrpcTimeout.NONE ? Transport.NO_DEADLINE : upstream.now() + total;
    }

    private static Lease lease(
            Upstream upstream,
            Endpoint endpoint,
            DownstreamExchange down,
            AttemptLimits limits,
            long deadline,
            Demand demand,
            boolean overHttp1)
            throws Fault {
        try {
            Lease lease = upstream.lease(endpoint, down, limits, demand, overHttp1);
            lease.deadline(deadline);
            down.facts().attempt(endpoint.name(), lease.isReused(), System.nanoTime());
            down.facts().upstreamTls(lease.tls());
            return lease;
        } catch (UpstreamFault e) {
            down.facts().upstreamTls(null);
            down.facts().attempt(endpoint.name(), false, System.nanoTime());
            throw cause(e, down, null);
        }
    }

    /**
     * One try on one connection.
     *
     * @param safe whether the request may be done twice, and can be sent twice
     * @param tries those before
     */
    private Next attempt(
            DownstreamExchange down,
            RequestHead head,
            RoutePlan plan,
            Lease lease,
            RequestContent content,
            boolean safe,
            Tries tries)
            throws Fault {
        UpstreamExchange up = lease.exchange();
        Upload upload = null;
        try {
            BodySink sink = up.send(head, content.length());
            if (content.isSmall()) {
                BodyPump.run(content.source(), sink);
            } else {
                upload = Upload.start(down, up, content, sink);
            }
            answer(down, plan, lease, upload == null);
            return Next.DONE;
        } catch (UpstreamFault e) {
            Next next =
                    up.hasAnswered() || down.isGone() ? Next.DONE : next(e.kind(), safe && lease.isReused(), upload);
            if (next == Next.DONE || !tries.mayGoOn(e.kind())) {
                throw cause(e, down, upload);
            }
            return next;
        } finally {
            if (upload != null) {
                finish(upload, lease, down);
            }
        }
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

    /**
     * An upload that outlives the answer is left alone with a closed connection: nobody takes its content any more. Held content is
     * waited for, as it may be sent again or given back.
     */
    private static void finish(Upload upload, Lease lease, DownstreamExchange down) {
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
    private static Fault cause(UpstreamFault seen, DownstreamExchange down, @Nullable Upload upload) {
        if (down.isGone()) {
            return down.whyGone();
        }
        Fault uploading = upload == null ? null : upload.fault();
        return uploading == null || uploading instanceof UpstreamFault ? seen : uploading;
    }

    private void answer(DownstreamExchange down, RoutePlan plan, Lease lease, boolean sent) throws Fault {
        UpstreamExchange up = lease.exchange();
        ResponseHead response = up.receive();
        for (int interim = 0; response.isInterim() && response.status() != SWITCHING; interim++) {
            if (interim == MAX_INTERIM) {
                throw new UpstreamFault(UpstreamFault.Kind.BAD_RESPONSE);
            }
            down.interim(response);
            response = up.receive();
        }
        down.facts().responseHeadAt(System.nanoTime());
        down.facts().upstreamVersion(response.version());
        if (response.status() == SWITCHING) {
            switchProtocols(down, plan, lease, response);
            return;
        }
        if (response.status() == UPGRADE_REQUIRED) {
            reduceUpgrade(response, plan);
        }
        if (plan.holding().responses() && up.length() != BodyLength.NONE) {
            answerHeld(down, plan, lease, response, sent);
            return;
        }
        editAnswer(response, down, plan);
        BodySink sink = down.respond(response, up.length(), up.announced());
        BodyPump.move(plan.filters().answerContent(down.facts(), up.body()), sink);
        if (sent) {
            lease.release();
        }
        sink.finish(up.body().trailers());
    }

    /** A client is asked for no protocol that it would be refused afterwards. */
    private static void reduceUpgrade(ResponseHead response, RoutePlan plan) {
        if (plan.webSockets() == null) {
            response.fields().remove(FieldName.UPGRADE);
        } else {
            UpgradeField.reduce(response.fields());
        }
    }

    /** The connections become a tunnel, which begins once the walk of this request is over. */
    private void switchProtocols(DownstreamExchange down, RoutePlan plan, Lease lease, ResponseHead response)
            throws Fault {
        WebSocketRoute webSockets = Objects.requireNonNull(plan.webSockets());
        Agreement agreed = webSockets.agree(down.facts().head(), response);
        editAnswer(response, down, plan);
        down.switchProtocols(response, () -> agreed.tunnel(lease.detach(), lease::drop));
    }

    private void editAnswer(ResponseHead response, DownstreamExchange down, RoutePlan plan) throws Fault {
        responseFields.edit(response, down.facts());
        plan.filters().onResponseHead(down.facts(), response);
    }

    /** Answers once the content is here as a whole, so that one that breaks off becomes an error and not half an answer. */
    private void answerHeld(DownstreamExchange down, RoutePlan plan, Lease lease, ResponseHead response, boolean sent)
            throws Fault {
        UpstreamExchange up = lease.exchange();
        try (HeldContent held = HeldContent.take(up.body(), plan.holding().maxOctets(), budget)) {
            if (!held.isComplete() && !plan.holding().open()) {
                throw held.isCrowdedOut()
                        ? new LimitFault(LimitFault.Kind.HOLD_EXHAUSTED)
                        : new UpstreamFault(UpstreamFault.Kind.RESPONSE_NOT_HELD);
            }
            boolean known = held.isComplete() && held.trailers() == null;
            BodyLength length = known ? new BodyLength.Fixed(held.length()) : up.length();
            if (sent && held.isComplete()) {
                lease.release();
            }
            editAnswer(response, down, plan);
            BodySink sink = down.respond(response, length, length);
            BodyPump.run(plan.filters().answerContent(down.facts(), held), sink);
        }
    }
}
