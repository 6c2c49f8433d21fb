package io.zentinelproxy.core.proxy;

import io.zentinelproxy.core.bytes.HoldBudget;
import io.zentinelproxy.core.exchange.DownstreamExchange;
import io.zentinelproxy.core.exchange.HeldContent;
import io.zentinelproxy.core.fault.Fault;
import io.zentinelproxy.core.fault.LimitFault;
import io.zentinelproxy.core.http.BodyLength;
import io.zentinelproxy.core.http.FieldName;
import io.zentinelproxy.core.http.RequestHead;
import io.zentinelproxy.core.http.ResponseHead;
import io.zentinelproxy.core.upstream.AttemptLimits;
import io.zentinelproxy.core.upstream.Upstream;

/** Forwards to an upstream; where the route says so, only once the request's content is here as a whole. */
final class UpstreamService implements RouteService {
    private final Upstream upstream;
    private final AttemptLimits limits;
    private final HoldBudget budget;
    private final Answering answering;

    UpstreamService(Upstream upstream, AttemptLimits limits, HoldBudget budget) {
        this.upstream = upstream;
        this.limits = limits;
        this.budget = budget;
        answering = new Answering(budget);
    }

    Upstream upstream() {
        return upstream;
    }

    @Override
    public void serve(DownstreamExchange down, RequestHead head, RoutePlan plan) throws Fault {
        if (!plan.holding().requests() || down.bodyLength() == BodyLength.NONE) {
            forward(down, head, plan, new RequestContent.Arriving(down));
            return;
        }
        if (!plan.holding().open()) {
            refuseWhatCannotBeHeld(down.bodyLength(), plan.holding().maxOctets());
        }
        askForContent(down, head);
        try (HeldContent held = HeldContent.take(down.body(), plan.holding().maxOctets(), budget)) {
            if (!held.isComplete() && !plan.holding().open()) {
                throw new LimitFault(
                        held.isCrowdedOut() ? LimitFault.Kind.HOLD_EXHAUSTED : LimitFault.Kind.BODY_NOT_HELD);
            }
            forward(down, head, plan, new RequestContent.Held(down, held));
        }
    }

    /** A client that waits for 100 (Continue) is not asked for content that would be refused once it is here. */
    private void refuseWhatCannotBeHeld(BodyLength announced, int most) throws LimitFault {
        long atLeast = Math.max(1, announced.octetsOrZero());
        if (atLeast > most) {
            throw new LimitFault(LimitFault.Kind.BODY_NOT_HELD);
        }
        if (!budget.has(atLeast)) {
            throw new LimitFault(LimitFault.Kind.HOLD_EXHAUSTED);
        }
    }

    /** A client may wait for 100 (Continue), which an origin that hears of nothing cannot say (RFC 9110 section 10.1.1). */
    private static void askForContent(DownstreamExchange down, RequestHead head) throws Fault {
        if (head.fields().has(FieldName.EXPECT)) {
            ResponseHead goOn = new ResponseHead();
            goOn.reset(100, "Continue");
            down.interim(goOn);
            head.fields().remove(FieldName.EXPECT);
        }
    }

    private void forward(DownstreamExchange down, RequestHead head, RoutePlan plan, RequestContent content)
            throws Fault {
        boolean seen = plan.filters().seesRequestContent() && down.bodyLength() != BodyLength.NONE;
        RequestContent passed = seen ? new FilteredContent(content, plan.filters(), down.facts()) : content;
        new Forwarder(down, head, plan, upstream, limits, passed, answering).forward();
    }
}
