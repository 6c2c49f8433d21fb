package io.zentinelproxy.core.proxy;

import io.zentinelproxy.core.observe.Figures;
import io.zentinelproxy.core.observe.Reading;
import io.zentinelproxy.core.retry.RetryCounters;
import io.zentinelproxy.core.retry.RetryPolicy;
import io.zentinelproxy.core.retry.RetryReason;

/** What metrics say of requests that were sent more than once. */
final class SecondTries {
    private SecondTries() {}

    /** A policy that a reload keeps goes on telling; the others of a route are made anew with each. */
    static void tell(Told.Tellers tellers, UpstreamService service, String route) {
        RetryPolicy retry = service.retry();
        if (retry != null) {
            tellers.add(retry, figures -> tell(figures, retry.counters(), route));
        }
        FallbackPlan fallback = service.fallback();
        if (fallback != null) {
            String own = service.upstream().settings().id();
            tellers.add(fallback, figures -> tell(figures, fallback, route, own));
        }
    }

    private static void tell(Figures figures, RetryCounters counters, String route) {
        for (RetryReason reason : RetryReason.values()) {
            figures.put(Reading.RETRIES, counters.retries(reason), route, reason.word());
        }
        figures.put(Reading.RETRIES_EXHAUSTED, counters.exhaustions(), route);
        figures.put(Reading.RETRY_BUDGET_EXHAUSTED, counters.refusals(), route);
        figures.put(Reading.REPLAY_OVERFLOWS, counters.overflows(), route);
    }

    private static void tell(Figures figures, FallbackPlan fallback, String route, String own) {
        for (FallbackPlan.Other other : fallback.others()) {
            for (FallbackReason reason : FallbackReason.values()) {
                figures.put(Reading.FALLBACK_ATTEMPTS, other.attempts(reason), route, own, other.id(), reason.word());
            }
            figures.put(Reading.FALLBACK_SUCCESS, other.successes(), route, other.id());
        }
        figures.put(Reading.FALLBACK_EXHAUSTED, fallback.exhaustions(), route);
    }
}
