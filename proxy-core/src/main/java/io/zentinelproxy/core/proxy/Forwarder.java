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
import io.zentinelproxy.core.upstream.Lease;
import io.zentinelproxy.core.upstream.Upstream;
import io.zentinelproxy.core.websocket.Agreement;
import io.zentinelproxy.core.websocket.WebSocketRoute;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Rooms 9 to 11: chooses an endpoint, sends the request, passes the answer on. Only a dead reused connection is tried again. */
final class Forwarder {
    /** 1xx heads that one answer may have before its final one. */
    private static final int MAX_INTERIM = 16;

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
        long deadline = limits.total() == 0 ? Transport.NO_DEADLINE : upstream.now() + limits.total();
        boolean repeatable = content.rewind();
        boolean safe = repeatable && head.method().isIdempotent();
        try (Lease lease = lease(upstream, endpoint, down, limits, deadline, false, !safe)) {
            if (attempt(down, head, plan, lease, content, safe && lease.isReused())) {
                return;
            }
        }
        content.rewind();
        try (Lease lease = lease(upstream, endpoint, down, limits, deadline, true, false)) {
            attempt(down, head, plan, lease, content, false);
        }
    }

    private static Lease lease(
            Upstream upstream,
            Endpoint endpoint,
            DownstreamExchange down,
            AttemptLimits limits,
            long deadline,
            boolean fresh,
            boolean mustLive)
            throws Fault {
        try {
            Lease lease = upstream.lease(endpoint, down, limits, fresh, mustLive);
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
     * @param mayFail whether a connection that dies before it answers is no fault, as another can be tried
     * @return whether the exchange is over; false to try again
     */
    private boolean attempt(
            DownstreamExchange down,
            RequestHead head,
            RoutePlan plan,
            Lease lease,
            RequestContent content,
            boolean mayFail)
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
            return true;
        } catch (UpstreamFault e) {
            if (mayFail && e.kind() == UpstreamFault.Kind.CLOSED_EARLY && !up.hasAnswered() && !down.isGone()) {
                return false;
            }
            throw cause(e, down, upload);
        } finally {
            if (upload != null) {
                finish(upload, lease, down);
            }
        }
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
