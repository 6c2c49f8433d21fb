package io.zentinelproxy.launcher;

import io.zentinelproxy.core.json.JsonArray;
import io.zentinelproxy.core.json.JsonObject;
import io.zentinelproxy.core.json.JsonValue;
import io.zentinelproxy.security.quota.StoreState;
import io.zentinelproxy.security.ratelimit.LimiterState;
import java.util.List;
import java.util.Locale;

/** What is known of the limits now, for people: each limiter with what it allows, what it has decided, and how its store is. */
final class LimitFigures {
    private LimitFigures() {}

    static JsonObject of(List<LimiterState> limiters) {
        return JsonObject.with(
                        "limits",
                        new JsonArray(limiters.stream()
                                .<JsonValue>map(LimitFigures::of)
                                .toList()))
                .build();
    }

    private static JsonObject of(LimiterState limiter) {
        return JsonObject.with("id", limiter.id())
                .and("unit", limiter.unit())
                .and("permits", limiter.permits())
                .and("period_ms", limiter.period().toMillis())
                .and("burst", limiter.burst())
                .and("enforced", limiter.enforced())
                .and("allowed", limiter.allowed())
                .and("delayed", limiter.delayed())
                .and("limited", limiter.limited())
                .and("dry_run", limiter.dryRun())
                .and("waiting", limiter.waiting())
                .and("keys", limiter.keys())
                .and("forgotten", limiter.forgotten())
                .and("store", store(limiter))
                .build();
    }

    /** What is asked now: the store itself, or its fallback while it is left alone after failures. */
    private static JsonObject store(LimiterState limiter) {
        StoreState state = limiter.store();
        JsonObject.Builder told = JsonObject.with("backend", limiter.backend());
        told.and("state", state.up() ? "up" : "down");
        if (!state.up()) {
            told.and("fallback", limiter.fallback().name().toLowerCase(Locale.ROOT));
        }
        told.and("failures", state.failures()).and("outages", state.outages());
        if (!state.lastFailure().isEmpty()) {
            told.and("last_failure", state.lastFailure());
        }
        return told.build();
    }
}
