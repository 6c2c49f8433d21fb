package io.zentinelproxy.core.proxy;

import io.zentinelproxy.core.config.FallbackSettings;
import io.zentinelproxy.core.exchange.DownstreamExchange;
import io.zentinelproxy.core.fault.UpstreamFault;
import io.zentinelproxy.core.http.RequestHead;
import io.zentinelproxy.core.net.Transport;
import java.time.Duration;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** The {@code fallback} of a route, decided when the configuration loads: who is asked where its own upstream does not answer. */
final class FallbackPlan {
    /** Of a request's content, where no policy says how much is kept for another try. */
    static final int REPLAY_OCTETS = 64 * 1024;

    private final FallbackSettings settings;
    private final List<Other> others;

    /** What the route allows for an exchange as a whole, in nanoseconds. */
    private final long total;

    private final BitSet statuses = new BitSet();
    private final LongAdder exhausted = new LongAdder();

    /** One of the others. */
    static final class Other {
        private final Way way;
        private final boolean skipped;
        private final LongAdder[] reached = new LongAdder[FallbackReason.values().length];
        private final LongAdder succeeded = new LongAdder();

        /** @param skipIfUnhealthy whether it is passed by while none of its targets gets requests */
        Other(Way way, boolean skipIfUnhealthy) {
            this.way = way;
            skipped = skipIfUnhealthy;
            Arrays.setAll(reached, reason -> new LongAdder());
        }

        Way way() {
            return way;
        }

        String id() {
            return way.upstream().settings().id();
        }

        boolean mayBeAsked() {
            return !skipped || way.upstream().isUsable();
        }

        void reached(FallbackReason why) {
            reached[why.ordinal()].increment();
        }

        void succeeded() {
            succeeded.increment();
        }

        /** Requests that came here for this. */
        long attempts(FallbackReason why) {
            return reached[why.ordinal()].sum();
        }

        /** Requests that it answered, with a status below 500. */
        long successes() {
            return succeeded.sum();
        }
    }

    /** @param total for the exchange as a whole, by the route; null where each upstream's own holds */
    FallbackPlan(FallbackSettings settings, List<Other> others, @Nullable Duration total) {
        this.settings = settings;
        this.others = others;
        this.total = total == null ? GrpcTimeout.NONE : total.toNanos();
        settings.triggers().statuses().forEach(statuses::set);
    }

    List<Other> others() {
        return others;
    }

    /** Requests that nobody else could be asked for. */
    long exhaustions() {
        return exhausted.sum();
    }

    void exhausted() {
        exhausted.increment();
    }

    int maxAttempts() {
        return settings.maxAttempts();
    }

    /** How long one upstream may take until its answer begins, in nanoseconds; {@link Long#MAX_VALUE} for no limit. */
    long latency() {
        Duration latency = settings.triggers().latency();
        return latency == null ? Long.MAX_VALUE : latency.toNanos();
    }

    /** Whether a request goes elsewhere whose client has used up what it may use of models. */
    boolean triggersOnBudget() {
        return settings.triggers().budget();
    }

    boolean triggers(int status) {
        return statuses.get(status);
    }

    /** What this fault is a reason for, or null. */
    @Nullable
    FallbackReason reason(UpstreamFault.Kind kind) {
        boolean asked = switch (kind) {
            case NO_TARGET, BREAKER_OPEN -> settings.triggers().health();
            case UNRESOLVED,
                    CONNECT_FAILED,
                    CONNECT_TIMEOUT,
                    UPSTREAM_TLS_FAILED,
                    UPSTREAM_CERTIFICATE_UNTRUSTED,
                    UPSTREAM_CERTIFICATE_NAME,
                    UPSTREAM_CERTIFICATE_EXPIRED,
                    NO_HTTP2,
                    POOL_TIMEOUT,
                    CLOSED_EARLY,
                    TRUNCATED,
                    STREAM_REFUSED,
                    GOING_AWAY,
                    STREAM_RESET,
                    BAD_HTTP2,
                    PING_TIMEOUT -> settings.triggers().connectionError();
            case WRITE_TIMEOUT,
                    READ_TIMEOUT,
                    REQUEST_TIMEOUT,
                    BAD_RESPONSE,
                    RESPONSE_HEAD_TOO_LARGE,
                    RESPONSE_NOT_HELD,
                    BAD_SWITCH,
                    BAD_ORIGIN_FRAME,
                    HTTP1_REQUIRED -> false;
        };
        if (asked) {
            return kind == UpstreamFault.Kind.NO_TARGET || kind == UpstreamFault.Kind.BREAKER_OPEN
                    ? FallbackReason.HEALTH_CHECK_FAILED
                    : FallbackReason.CONNECTION_ERROR;
        }
        return triggers(new UpstreamFault(kind).status()) ? FallbackReason.ERROR_CODE : null;
    }

    /** The course of one request, which is at the route's own upstream. */
    FallbackCourse course(Way own, DownstreamExchange down, RequestHead head) {
        long most = Math.min(total, GrpcTimeout.of(head.fields()));
        long deadline = most == GrpcTimeout.NONE
                ? Transport.NO_DEADLINE
                : own.upstream().now() + most;
        return new FallbackCourse(this, own, down, deadline);
    }
}
