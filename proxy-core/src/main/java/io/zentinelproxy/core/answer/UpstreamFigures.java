package io.zentinelproxy.core.answer;

import io.zentinelproxy.core.balance.Endpoint;
import io.zentinelproxy.core.json.JsonArray;
import io.zentinelproxy.core.json.JsonObject;
import io.zentinelproxy.core.json.JsonValue;
import io.zentinelproxy.core.upstream.OriginPool;
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
                .and(
                        "targets",
                        array(upstream.endpoints().stream().map(endpoint -> of(endpoint, upstream.pool(endpoint)))))
                .build();
    }

    private static JsonObject of(Endpoint endpoint, OriginPool pool) {
        return JsonObject.with("address", endpoint.name())
                .and("weight", endpoint.weight())
                .and("connections", pool.open())
                .and("idle_connections", pool.idle())
                .build();
    }

    private static JsonArray array(java.util.stream.Stream<? extends JsonValue> elements) {
        return new JsonArray(List.copyOf(elements.toList()));
    }
}
