package io.zentinelproxy.core.exchange;

/** What rate limits made of a request, for its log line: the limiter that refused it, or else the one that leaves it least. */
public interface LimitFacts {
    /** How a request came through its limits. */
    enum Verdict {
        ALLOWED,
        /** Waited, and then went on. */
        DELAYED,
        LIMITED,
        /** Would have been refused by a limiter that only logs. */
        DRY_RUN
    }

    Verdict verdict();

    /** The id of the limiter. */
    String limiter();

    /** Whom it counts this request for; a hash where that is a secret. Visible ASCII. */
    String key();

    /** What is left to them, in the unit of the limiter; negative where more was used than there was. */
    long remaining();

    /** How long the request was held back, in nanoseconds. */
    long delayNanos();
}
