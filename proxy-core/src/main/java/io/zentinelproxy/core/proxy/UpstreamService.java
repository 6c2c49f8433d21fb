package io.zentinelproxy.core.proxy;

import io.zentinelproxy.core.bytes.HoldBudget;
import io.zentinelproxy.core.compress.Decoding;
import io.zentinelproxy.core.compress.Decompression;
import io.zentinelproxy.core.exchange.DownstreamExchange;
import io.zentinelproxy.core.exchange.HeldContent;
import io.zentinelproxy.core.exchange.ReplayedContent;
import io.zentinelproxy.core.fault.Fault;
import io.zentinelproxy.core.fault.LimitFault;
import io.zentinelproxy.core.filter.ContentStep;
import io.zentinelproxy.core.filter.FilterChain;
import io.zentinelproxy.core.filter.Passage;
import io.zentinelproxy.core.http.BodyLength;
import io.zentinelproxy.core.http.FieldName;
import io.zentinelproxy.core.http.RequestHead;
import io.zentinelproxy.core.http.ResponseHead;
import io.zentinelproxy.core.retry.RetryPolicy;
import io.zentinelproxy.core.upstream.Upstream;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Forwards to an upstream; where the route says so, only once the request's content is here as a whole. */
final class UpstreamService implements RouteService {
    private final Way way;

    /** By the ids of upstreams: where else requests go whose content was read. */
    private final Map<String, Way> others;

    private final @Nullable FallbackPlan fallback;
    private final HoldBudget budget;
    private final Answering answering;

    /**
     * @param others where requests go whose content was read, by the ids of upstreams
     * @param fallback whom else requests may go to, or null
     */
    UpstreamService(Way way, Map<String, Way> others, @Nullable FallbackPlan fallback, HoldBudget budget) {
        this.way = way;
        this.others = Map.copyOf(others);
        this.fallback = fallback;
        this.budget = budget;
        answering = new Answering(budget);
    }

    Upstream upstream() {
        return way.upstream();
    }

    /** What is sent again, or null where only what has reached no origin is. */
    @Nullable
    RetryPolicy retry() {
        return way.retry();
    }

    @Nullable
    FallbackPlan fallback() {
        return fallback;
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
        if (down.bodyLength() == BodyLength.NONE) {
            forwardPassed(down, head, plan, content);
            return;
        }
        FilterChain filters = plan.filters();
        Decompression decompression = filters.decompression();
        try (Decoding decoding = decompression == null ? null : decompression.begin(head.fields())) {
            RequestContent passed = content;
            if (decoding != null) {
                passed = new DecodedRequest(content, decoding, filters, down.facts());
            } else if (filters.seesRequestContent()) {
                passed = new FilteredContent(content, filters, down.facts());
            }
            forwardPassed(down, head, plan, passed);
        }
    }

    /** Where a module decides where the request goes, that comes first. */
    private void forwardPassed(DownstreamExchange down, RequestHead head, RoutePlan plan, RequestContent passed)
            throws Fault {
        ContentStep step = plan.content();
        if (step == null) {
            forwardTo(down, head, plan, passed, Journey.plain(way));
            return;
        }
        Passage passage = step.pass(down.facts());
        if (passage == null) {
            forwardRead(down, head, plan, passed, step);
        } else {
            forwardTo(down, head, plan, passed, new Journey(way(passage.upstream()), passage, null));
        }
    }

    private void forwardRead(
            DownstreamExchange down, RequestHead head, RoutePlan plan, RequestContent passed, ContentStep step)
            throws Fault {
        if (down.bodyLength().octetsOrZero() > step.maxOctets()) {
            throw new LimitFault(LimitFault.Kind.BODY_TOO_LARGE);
        }
        askForContent(down, head);
        boolean bare = down.bodyLength() == BodyLength.NONE;
        try (HeldContent held = HeldContent.take(passed.source(), step.maxOctets(), budget)) {
            if (!held.isComplete()) {
                throw new LimitFault(
                        held.isCrowdedOut() ? LimitFault.Kind.HOLD_EXHAUSTED : LimitFault.Kind.BODY_TOO_LARGE);
            }
            Passage passage = step.read(down.facts(), held.octets(), held.length());
            try (PreparedContent prepared = new PreparedContent(passage, held, bare, budget)) {
                forwardTo(down, head, plan, prepared, new Journey(way(passage.upstream()), passage, prepared));
            }
        }
    }

    private Way way(@Nullable String upstreamId) {
        return upstreamId == null ? way : others.getOrDefault(upstreamId, way);
    }

    /** @param passed what is forwarded, behind all filters */
    private void forwardTo(
            DownstreamExchange down, RequestHead head, RoutePlan plan, RequestContent passed, Journey journey)
            throws Fault {
        Mirror mirror = plan.shadow() == null ? null : plan.shadow().choose(down, head);
        if (mirror == null) {
            replayed(down, head, plan, passed, journey);
        } else {
            mirrored(down, head, plan, passed, journey, mirror);
        }
    }

    private void mirrored(
            DownstreamExchange down,
            RequestHead head,
            RoutePlan plan,
            RequestContent content,
            Journey journey,
            Mirror mirror)
            throws Fault {
        boolean answered = false;
        try {
            replayed(down, head, plan, new ShadowedContent(content, mirror), journey);
            answered = true;
        } finally {
            mirror.mainEnded(answered, down.facts());
        }
    }

    /** Keeps what is sent, where it may have to be sent again. */
    private void replayed(
            DownstreamExchange down, RequestHead head, RoutePlan plan, RequestContent passed, Journey journey)
            throws Fault {
        RetryPolicy retry = way.retry();
        if (retry != null) {
            retry.request();
        }
        if (retry == null && fallback == null || passed.rewind()) {
            send(down, head, plan, passed, journey);
            return;
        }
        int most = retry == null ? FallbackPlan.REPLAY_OCTETS : retry.replayOctets();
        try (ReplayedContent kept = new ReplayedContent(passed.source(), most, budget)) {
            send(down, head, plan, new RequestContent.Replayed(passed, kept), journey);
        }
    }

    private void send(
            DownstreamExchange down, RequestHead head, RoutePlan plan, RequestContent content, Journey journey)
            throws Fault {
        Fault exhausted = journey.exhausted();
        FallbackCourse course = fallback == null ? null : fallback.course(journey.first(), down, head);
        boolean left = false;
        if (exhausted != null) {
            left = course != null && course.leavesForBudget(content);
            if (!left) {
                throw exhausted;
            }
        } else {
            journey.to(journey.first(), head);
        }
        if (course == null) {
            new Forwarder(down, head, plan, journey.first(), content, answering, null).forward();
            return;
        }
        while (left || !new Forwarder(down, head, plan, course.way(), content, answering, course).forward()) {
            left = false;
            course.goOn();
            journey.to(course.way(), head);
        }
    }
}
