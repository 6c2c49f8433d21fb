package io.zentinelproxy.core.proxy;

import io.zentinelproxy.core.observe.Metrics;
import io.zentinelproxy.core.observe.Reading;
import io.zentinelproxy.core.retry.RetryCounters;
import io.zentinelproxy.core.retry.RetryPolicy;
import io.zentinelproxy.core.retry.RetryReason;

/** What metrics say of requests that were sent more than once. */
final class SecondTries {
    private SecondTries() {}

    static void watch(Metrics metrics, UpstreamService service, String route) {
        RetryPolicy retry = service.retry();
        if (retry != null) {
            watch(metrics, retry.counters(), route);
        }
        FallbackPlan fallback = service.fallback();
        if (fallback != null) {
            watch(metrics, fallback, route, service.upstream().settings().id());
        }
    }

    private static void watch(Metrics metrics, RetryCounters counters, String route) {
        for (RetryReason reason : RetryReason.values()) {
            metrics.read(Reading.RETRIES, () -> counters.retries(reason), route, reason.word());
        }
        metrics.read(Reading.RETRIES_EXHAUSTED, counters::exhaustions, route);
        metrics.read(Reading.RETRY_BUDGET_EXHAUSTED, counters::refusals, route);
        metrics.read(Reading.REPLAY_OVERFLOWS, counters::overflows, route);
    }

    private static void watch(Metrics metrics, FallbackPlan fallback, String route, String own) {
        for (FallbackPlan.Other other : fallback.others()) {
            for (FallbackReason reason : FallbackReason.values()) {
                metrics.read(
                        Reading.FALLBACK_ATTEMPTS, () -> other.attempts(reason), route, own, other.id(), reason.word());
            }
            metrics.read(Reading.FALLBACK_SUCCESS, other::successes, route, other.id());
        }
        metrics.read(Reading.FALLBACK_EXHAUSTED, fallback::exhaustions, route);
    }
}
