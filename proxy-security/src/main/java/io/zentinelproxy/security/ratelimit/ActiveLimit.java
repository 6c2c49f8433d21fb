package io.zentinelproxy.security.ratelimit;

import io.zentinelproxy.core.bytes.Ascii;
import io.zentinelproxy.core.exchange.LimitFacts;
import io.zentinelproxy.core.fault.LimitFault;
import io.zentinelproxy.security.quota.Charge;
import io.zentinelproxy.security.quota.Limiter;
import io.zentinelproxy.security.quota.Rate;
import io.zentinelproxy.security.ratelimit.LimitTerms.Answer;
import io.zentinelproxy.security.ratelimit.LimitTerms.OnLimit;
import java.util.concurrent.TimeUnit;

/** A limiter of the configuration in force, and what it does. Any thread. */
final class ActiveLimit {
    private static final String USUAL = "Rate limit exceeded.";
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final Limiter limiter;
    private final Unit unit;
    private final Answer answer;
    private final OpenStore store;
    private final Tally tally;
    private final LogOnly log;
    private final byte[] told;

    ActiveLimit(Limiter limiter, Unit unit, Answer answer, OpenStore store, Tally tally) {
        this.limiter = limiter;
        this.unit = unit;
        this.answer = answer;
        this.store = store;
        this.tally = tally;
        log = new LogOnly(limiter.id());
        told = Ascii.octets('"' + limiter.id() + '"');
    }

    Limiter limiter() {
        return limiter;
    }

    String id() {
        return limiter.id();
    }

    Unit unit() {
        return unit;
    }

    OpenStore store() {
        return store;
    }

    Tally tally() {
        return tally;
    }

    Answer answer() {
        return answer;
    }

    boolean delays() {
        return answer.onLimit() == OnLimit.DELAY;
    }

    long maxDelayNanos() {
        return answer.maxDelay().toNanos();
    }

    /** Its id as a string of structured fields (RFC 9651 section 3.3.3). */
    byte[] told() {
        return told;
    }

    /**
     * As an element of RateLimit-Policy (draft-ietf-httpapi-ratelimit-headers-10 section 3). Octets are content-bytes, which is the nearest
     * unit that there is; a period that is no number of seconds is not told.
     */
    String policy() {
        Rate rate = limiter.rate();
        String of = '"' + limiter.id() + "\";q=" + rate.permits();
        String quota = unit == Unit.REQUESTS ? of : of + ";qu=\"content-bytes\"";
        return rate.period().toNanos() % SECOND == 0
                ? quota + ";w=" + rate.period().toSeconds()
                : quota;
    }

    /** Counts a request that goes on. */
    LimitFacts.Verdict countAdmitted(Charge charge, boolean wasDelayed) {
        if (!charge.admitted() && !limiter.enforced()) {
            tally.dryRun.increment();
            log.note(tally.dryRun);
            return LimitFacts.Verdict.DRY_RUN;
        }
        (wasDelayed ? tally.delayed : tally.allowed).increment();
        return wasDelayed ? LimitFacts.Verdict.DELAYED : LimitFacts.Verdict.ALLOWED;
    }

    /** Counts and makes the refusal of a request that there is room for again after so many nanoseconds. */
    LimitFault refusal(long waitNanos) {
        tally.limited.increment();
        String message = answer.message();
        return new LimitFault(
                LimitFault.Kind.RATE_LIMITED, answer.status(), message == null ? USUAL : message, seconds(waitNanos));
    }

    /** At least 1, rounded up. */
    static long seconds(long nanos) {
        return Math.max(1, nanos / SECOND + (nanos % SECOND == 0 ? 0 : 1));
    }
}
