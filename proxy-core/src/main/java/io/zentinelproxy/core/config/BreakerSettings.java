package io.zentinelproxy.core.config;

import java.time.Duration;

/**
 * When a circuit breaker opens and how it closes.
 *
 * @param failureThreshold failures in a row that open it
 * @param successThreshold successes of trial requests that close it
 * @param timeout how long it stays open before the first trial
 * @param halfOpenMax trial requests at once
 * @param observe what counts as a failure
 * @param sparesLast whether it stays closed where no other target is available
 */
public record BreakerSettings(
        int failureThreshold,
        int successThreshold,
        Duration timeout,
        int halfOpenMax,
        Blame observe,
        boolean sparesLast) {

    /**
     * Of a target that is not alone and of which nothing is said. A status speaks against an application, which the other targets run as
     * well: only who asks for it has targets taken out for that. Nor is the last one taken out unasked: on a machine that is short of
     * processor time the requests of all targets are late at once.
     */
    public static final BreakerSettings UNSAID =
            new BreakerSettings(5, 2, Duration.ofSeconds(30), 1, Blame.LAYER4, true);
}
