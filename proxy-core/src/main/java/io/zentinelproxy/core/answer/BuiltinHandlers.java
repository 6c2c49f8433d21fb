package io.zentinelproxy.core.answer;

import io.zentinelproxy.core.bytes.Ascii;
import io.zentinelproxy.core.config.ServiceSettings;
import io.zentinelproxy.core.exchange.Exchange;
import io.zentinelproxy.core.fault.PolicyFault;
import io.zentinelproxy.core.filter.FieldLine;
import io.zentinelproxy.core.filter.LocalAnswer;
import io.zentinelproxy.core.http.FieldName;
import io.zentinelproxy.core.http.Method;
import io.zentinelproxy.core.json.Json;
import io.zentinelproxy.core.json.JsonArray;
import io.zentinelproxy.core.json.JsonObject;
import io.zentinelproxy.core.json.JsonValue;
import io.zentinelproxy.core.upstream.Upstream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** The handlers that a route can name. All but {@code not-found} are read with GET and HEAD, and are never stored. */
public final class BuiltinHandlers {
    private static final FieldLine JSON = new FieldLine(FieldName.CONTENT_TYPE, Ascii.octets("application/json"));
    private static final FieldLine METRICS =
            new FieldLine(FieldName.CONTENT_TYPE, Ascii.octets("text/plain; version=0.0.4; charset=utf-8"));
    private static final FieldLine NO_STORE = new FieldLine(FieldName.CACHE_CONTROL, Ascii.octets("no-store"));

    /** Of a proxy without the module that has limits. */
    private static final JsonObject NO_LIMITS =
            JsonObject.with("limits", JsonArray.of()).build();

    private BuiltinHandlers() {}

    /** @param upstreams of the configuration that the handler belongs to */
    public static BuiltinHandler of(ServiceSettings.Handler which, ServerFacts server, List<Upstream> upstreams) {
        return switch (which) {
            case STATUS -> reading(exchange -> json(200, status(server)));
            case HEALTH -> reading(exchange -> health(server));
            case METRICS ->
                reading(exchange -> answer(200, METRICS, octets(server.metrics().get())));
            case CONFIG -> config(server);
            case UPSTREAMS -> reading(exchange -> json(200, UpstreamFigures.of(upstreams)));
            case LIMITS -> page(server, "limits", NO_LIMITS);
            case INFERENCE -> page(server, "inference", JsonObject.empty());
            case NOT_FOUND ->
                exchange -> {
                    throw new PolicyFault(PolicyFault.Kind.NOT_FOUND);
                };
        };
    }

    /** What a module tells, or what is told where it is not there. */
    private static BuiltinHandler page(ServerFacts server, String name, JsonObject otherwise) {
        StatePage page = server.states().getOrDefault(name, query -> otherwise);
        return reading(exchange -> json(200, page.tell(query(exchange.head().targetText()))));
    }

    private static String query(String target) {
        int at = target.indexOf('?');
        return at < 0 ? "" : target.substring(at + 1);
    }

    private static BuiltinHandler reading(BuiltinHandler handler) {
        return exchange -> {
            if (!isReading(exchange)) {
                throw new PolicyFault(PolicyFault.Kind.READ_ONLY);
            }
            return handler.answer(exchange);
        };
    }

    private static boolean isReading(Exchange exchange) {
        return exchange.method() == Method.GET || exchange.method() == Method.HEAD;
    }

    private static JsonObject status(ServerFacts server) {
        return JsonObject.with("status", server.draining().getAsBoolean() ? "draining" : "running")
                .and("version", server.version())
                .and(
                        "uptime_secs",
                        Duration.ofNanos(System.nanoTime() - server.startedNanos())
                                .toSeconds())
                .and("instance_id", server.instance())
                .and("timestamp", Instant.now().toString())
                .and("configuration", configuration(server.facts()))
                .build();
    }

    private static JsonObject configuration(ConfigurationFacts facts) {
        JsonObject.Builder members =
                JsonObject.with("loaded", facts.loaded().toString()).and("generation", facts.generation());
        String digest = facts.digest();
        return (digest == null ? members : members.and("sha256", digest)).build();
    }

    /** 503 while draining, so that whoever balances over several proxies sends no more here. */
    private static LocalAnswer health(ServerFacts server) {
        boolean draining = server.draining().getAsBoolean();
        return json(
                draining ? 503 : 200,
                JsonObject.with("status", draining ? "draining" : "healthy").build());
    }

    private static BuiltinHandler config(ServerFacts server) {
        LocalAnswer made = json(200, ConfigurationDump.of(server.configuration()));
        return reading(exchange -> made);
    }

    private static LocalAnswer json(int status, JsonValue value) {
        return answer(status, JSON, octets(Json.text(value) + "\n"));
    }

    private static LocalAnswer answer(int status, FieldLine type, byte[] content) {
        return new LocalAnswer(status, List.of(type, NO_STORE), content);
    }

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
