package io.zentinelproxy.core.retry;

import io.zentinelproxy.core.bytes.Ascii;
import io.zentinelproxy.core.config.RetrySettings;
import io.zentinelproxy.core.config.RetrySettings.Condition;
import io.zentinelproxy.core.fault.UpstreamFault;
import io.zentinelproxy.core.http.FieldName;
import io.zentinelproxy.core.http.Fields;
import io.zentinelproxy.core.http.ResponseHead;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.EnumSet;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * The {@code retry-policy} of a route. The waits are exponential with full jitter: a random part of a length that doubles, so that
 * the requests that failed together do not come back together. Any thread.
 */
public final class RetryPolicy {
    private static final int SERVER_ERROR = 500;
    private static final int STATUSES = 600;
    private static final byte[] GRPC_STATUS = "grpc-status".getBytes(StandardCharsets.ISO_8859_1);
    private static final String UNAVAILABLE = "14";

    /** More doublings than any limit of a wait allows. */
    private static final int MAX_DOUBLINGS = 40;

    /** Seconds that a {@code Retry-After} may say; what is more is as good as never. */
    private static final int MAX_DIGITS = 9;

    private final RetrySettings settings;
    private final BitSet statuses = new BitSet(STATUSES);
    private final EnumSet<Condition> conditions = EnumSet.noneOf(Condition.class);
    private final RetryBudget budget;
    private final RetryCounters counters = new RetryCounters();
    private final long perTry;

    /** @param now on the clock that the budget is asked by, in nanoseconds */
    public RetryPolicy(RetrySettings settings, long now) {
        this.settings = settings;
        settings.statuses().forEach(statuses::set);
        conditions.addAll(settings.conditions());
        if (conditions.contains(Condition.SERVER_ERROR)) {
            statuses.set(SERVER_ERROR, STATUSES);
        }
        budget = new RetryBudget(settings.budgetPercent() / 100, settings.minRetriesPerSecond(), now);
        perTry = settings.perTry() == null ? Long.MAX_VALUE : settings.perTry().toNanos();
    }

    /** Whether it is what these settings ask for. */
    public boolean isBy(RetrySettings others) {
        return settings.equals(others);
    }

    public RetryCounters counters() {
        return counters;
    }

    /** A request comes: it earns its part of the budget. */
    public void request() {
        budget.request();
    }

    public int maxAttempts() {
        return settings.maxAttempts();
    }

    /** For all tries until the head of the answer, in nanoseconds. */
    public long total() {
        return settings.total().toNanos();
    }

    /** For one try until the head of its answer, in nanoseconds; {@link Long#MAX_VALUE} for no limit. */
    public long perTry() {
        return perTry;
    }

    /** Whether requests are done twice that are not idempotent. */
    public boolean repeatsAll() {
        return settings.nonIdempotent();
    }

    /** Octets of content kept for another try. */
    public int replayOctets() {
        return settings.replayOctets();
    }

    /** Why there is to be another try after this fault; null where there is none to be. */
    public @Nullable RetryReason reason(UpstreamFault.Kind kind) {
        RetryReason reason = RetryReason.of(kind);
        return reason != null && conditions.contains(reason.condition()) ? reason : null;
    }

    /** Why there is to be another try after this answer; null where there is none to be. */
    public @Nullable RetryReason reason(ResponseHead answer) {
        if (statuses.get(Math.min(answer.status(), STATUSES))) {
            return RetryReason.STATUS;
        }
        boolean unavailable = conditions.contains(Condition.GRPC_UNAVAILABLE) && isUnavailable(answer.fields());
        return unavailable ? RetryReason.GRPC_UNAVAILABLE : null;
    }

    /** The status stands among the head's fields only where nothing follows: "Trailers-Only" of gRPC over HTTP/2. */
    private static boolean isUnavailable(Fields fields) {
        int line = fields.find(GRPC_STATUS, 0);
        return line >= 0 && fields.value(line).equals(UNAVAILABLE);
    }

    /** Takes a retry from the budget, or counts that there is none. */
    public boolean take(RetryReason reason, long now) {
        if (!budget.take(now)) {
            counters.overBudget();
            return false;
        }
        counters.retried(reason);
        return true;
    }

    /** There is no try left for a request, or no time. */
    public void exhausted() {
        counters.exhausted();
    }

    /** The content of a request is gone. */
    public void overflowed() {
        counters.overflowed();
    }

    /** How long to wait before the try after so many, in nanoseconds: at random, from nothing to a bound that doubles. */
    public long backoff(int tries) {
        return ThreadLocalRandom.current().nextLong(bound(tries) + 1);
    }

    /** The bound of that. */
    public long bound(int tries) {
        long base = settings.backoffBase().toNanos();
        long most = settings.backoffMax().toNanos();
        int doublings = Math.min(tries - 1, MAX_DOUBLINGS);
        return base > most >> doublings ? most : base << doublings;
    }

    /** Whether an origin may ask for so long a wait. */
    public boolean allows(long nanos) {
        return nanos <= settings.backoffMax().toNanos();
    }

    /**
     * The wait that an answer asks for by {@code Retry-After} (RFC 9110 section 10.2.3), in nanoseconds; 0 where it asks for none, or
     * by a date, which would need two clocks to agree.
     */
    public static long retryAfter(Fields fields) {
        int line = fields.find(FieldName.RETRY_AFTER);
        if (line < 0) {
            return 0;
        }
        int start = fields.valueStart(line);
        int end = fields.valueEnd(line);
        if (start == end || end - start > MAX_DIGITS) {
            return 0;
        }
        long seconds = 0;
        for (int at = start; at < end; at++) {
            byte digit = fields.octets(line)[at];
            if (!Ascii.isDigit(digit)) {
                return 0;
            }
            seconds = seconds * 10 + digit - '0';
        }
        return seconds * 1_000_000_000L;
    }
}
