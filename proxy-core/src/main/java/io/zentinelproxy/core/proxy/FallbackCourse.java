package io.zentinelproxy.core.proxy;

import io.zentinelproxy.core.exchange.DownstreamExchange;
import io.zentinelproxy.core.fault.UpstreamFault;
import io.zentinelproxy.core.http.FieldName;
import io.zentinelproxy.core.http.Fields;
import io.zentinelproxy.core.http.ResponseHead;
import io.zentinelproxy.core.net.Transport;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Which upstreams one request was at, and whether there is another. Confined to the exchange's thread. */
final class FallbackCourse {
    private static final int SERVER_ERROR = 500;
    private static final byte[] TRUE = octets("true");

    /** The original's names. */
    private enum Told {
        USED("X-Fallback-Used"),
        UPSTREAM("X-Fallback-Upstream"),
        REASON("X-Fallback-Reason"),
        ORIGINAL("X-Original-Upstream");

        private final byte[] name;
        private final byte[] lower;

        Told(String name) {
            this.name = octets(name);
            lower = octets(name.toLowerCase(java.util.Locale.ROOT));
        }

        /** In place of what the origin may have said by that name. */
        void add(Fields fields, byte[] value) {
            for (int line = fields.find(lower, 0); line >= 0; line = fields.find(lower, line + 1)) {
                fields.remove(line);
            }
            fields.add(FieldName.OTHER, name, value);
        }
    }

    private final FallbackPlan plan;
    private final Way own;
    private final DownstreamExchange down;
    private final long deadline;

    /** The one that the request is at; null for the route's own. */
    private FallbackPlan.@Nullable Other at;

    /** The next one in the plan that was not looked at yet. */
    private int next;

    private int asked;
    private @Nullable FallbackReason reason;

    /** When the answer of the one that it is at must have begun. */
    private long latest = Transport.NO_DEADLINE;

    /** Where it goes once it has left. */
    private FallbackPlan.@Nullable Other chosen;

    FallbackCourse(FallbackPlan plan, Way own, DownstreamExchange down, long deadline) {
        this.plan = plan;
        this.own = own;
        this.down = down;
        this.deadline = deadline;
    }

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** Where the request is. */
    Way way() {
        return at == null ? own : at.way();
    }

    /** When all must be over, on the sweep's clock. */
    long deadline() {
        return deadline;
    }

    /** When an answer must have begun; only of a request that can be taken elsewhere then. */
    long headDeadline(long now, boolean repeatable) {
        boolean limited = plan.latency() != Long.MAX_VALUE && repeatable && find() != null;
        latest = limited ? now + plan.latency() : Transport.NO_DEADLINE;
        return latest;
    }

    private boolean isOtherLeft() {
        return asked < plan.maxAttempts() && next < plan.others().size();
    }

    /** Whether the request leaves for another upstream because of this fault, and its content with it. */
    boolean leaves(UpstreamFault.Kind kind, boolean repeatable, RequestContent content) {
        boolean harmless = kind.isUnreached()
                || kind.isUnprocessed()
                || kind == UpstreamFault.Kind.NO_TARGET
                || kind == UpstreamFault.Kind.BREAKER_OPEN
                || kind == UpstreamFault.Kind.POOL_TIMEOUT;
        boolean late = latest != Transport.NO_DEADLINE && way().upstream().now() - latest >= 0;
        FallbackReason why = late ? FallbackReason.LATENCY_THRESHOLD : plan.reason(kind);
        return why != null && (harmless || repeatable) && leaves(why, content);
    }

    /** Whether an answer of this status is a reason to leave. */
    boolean isTriggered(int status) {
        return plan.triggers(status);
    }

    /** Whether it leaves because of an answer of this status, which is thrown away. */
    boolean leaves(int status, RequestContent content) {
        return plan.triggers(status) && leaves(FallbackReason.ERROR_CODE, content);
    }

    /** Whether it leaves before it was anywhere, as its client has used up what it may use of models. */
    boolean leavesForBudget(RequestContent content) {
        return plan.triggersOnBudget() && leaves(FallbackReason.BUDGET_EXHAUSTED, content);
    }

    private boolean leaves(FallbackReason why, RequestContent content) {
        boolean inTime = way().upstream().now() - deadline < 0;
        FallbackPlan.Other other = !down.isGone() && inTime ? find() : null;
        if (other == null) {
            plan.exhausted();
            return false;
        }
        if (!content.reserve()) {
            return false;
        }
        chosen = other;
        reason = why;
        return true;
    }

    private FallbackPlan.@Nullable Other find() {
        while (isOtherLeft()) {
            FallbackPlan.Other other = plan.others().get(next);
            if (other.mayBeAsked()) {
                return other;
            }
            next++;
        }
        return null;
    }

    /** Goes on to the upstream that it left for. */
    void goOn() {
        FallbackPlan.Other to = Objects.requireNonNull(chosen);
        at = to;
        next++;
        asked++;
        to.reached(Objects.requireNonNull(reason));
        down.facts().fallback(to.id());
    }

    /** The answer is passed on: its client is told where it comes from, if not from the route's own upstream. */
    void answers(ResponseHead response) {
        FallbackPlan.Other other = at;
        FallbackReason why = reason;
        if (other == null || why == null) {
            return;
        }
        if (response.status() < SERVER_ERROR) {
            other.succeeded();
        }
        Fields fields = response.fields();
        Told.USED.add(fields, TRUE);
        Told.UPSTREAM.add(fields, octets(other.id()));
        Told.REASON.add(fields, why.octets());
        Told.ORIGINAL.add(fields, octets(own.upstream().settings().id()));
    }
}
