package io.zentinelproxy.core.answer;

import io.zentinelproxy.core.json.JsonArray;
import io.zentinelproxy.core.json.JsonObject;
import io.zentinelproxy.core.json.JsonValue;
import io.zentinelproxy.core.upstream.Origin;
import io.zentinelproxy.core.upstream.Upstream;
import io.zentinelproxy.core.upstream.health.Breaker;
import io.zentinelproxy.core.upstream.health.TargetFigures;
import java.time.Instant;
import java.util.List;

/** What is known of the upstreams now: each target with its weight, its connections and its health. */
final class UpstreamFigures {
    private UpstreamFigures() {}

    static JsonObject of(List<Upstream> upstreams) {
        return JsonObject.with("upstreams", array(upstreams.stream().map(UpstreamFigures::of)))
                .build();
    }

    private static JsonObject of(Upstream upstream) {
        return JsonObject.with("id", upstream.settings().id())
                .and("panic", upstream.isPanicking())
                .and("targets", array(upstream.origins().stream().map(UpstreamFigures::of)))
                .build();
    }

    private static JsonObject of(Origin origin) {
        TargetFigures health = origin.health().figures();
        JsonObject.Builder told = JsonObject.with("address", origin.name())
                .and("weight", origin.weight())
                .and("connections", origin.pool().open())
                .and("idle_connections", origin.idle())
                .and("requests", origin.underWay())
                .and("available", health.available())
                .and("checks_passed", health.checksPassed())
                .and("checks_failed", health.checksFailed());
        Breaker.State breaker = health.breaker();
        if (breaker != null) {
            told.and("breaker", breaker.word());
        }
        if (health.sinceMillis() > 0) {
            told.and("since", Instant.ofEpochMilli(health.sinceMillis()).toString());
        }
        String why = health.why();
        if (why != null) {
            told.and("reason", why);
        }
        String error = health.lastError();
        if (error != null) {
            told.and("last_check_error", error);
        }
        return told.build();
    }

    private static JsonArray array(java.util.stream.Stream<? extends JsonValue> elements) {
        return new JsonArray(List.copyOf(elements.toList()));
    }
}
