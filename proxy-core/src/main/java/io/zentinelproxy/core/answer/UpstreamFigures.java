package io.zentinelproxy.core.answer;

import io.zentinelproxy.core.json.JsonArray;
import io.zentinelproxy.core.json.JsonObject;
import io.zentinelproxy.core.json.JsonValue;
import io.zentinelproxy.core.upstream.Origin;
import io.zentinelproxy.core.upstream.Upstream;
import java.util.List;

/** What is known of the upstreams now: each target with its weight and its connections. */
final class UpstreamFigures {
    private UpstreamFigures() {}

    static JsonObject of(List<Upstream> upstreams) {
        return JsonObject.with("upstreams", array(upstreams.stream().map(UpstreamFigures::of)))
                .build();
    }

    private static JsonObject of(Upstream upstream) {
        return JsonObject.with("id", upstream.settings().id())
                .and("targets", array(upstream.origins().stream().map(UpstreamFigures::of)))
                .build();
    }

    private static JsonObject of(Origin origin) {
        return JsonObject.with("address", origin.name())
                .and("weight", origin.weight())
                .and("connections", origin.pool().open())
                .and("idle_connections", origin.idle())
                .build();
    }

    private static JsonArray array(java.util.stream.Stream<? extends JsonValue> elements) {
        return new JsonArray(List.copyOf(elements.toList()));
    }
}
