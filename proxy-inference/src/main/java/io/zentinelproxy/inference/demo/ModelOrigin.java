package io.zentinelproxy.inference.demo;

import com.sun.net.httpserver.HttpExchange;
import io.zentinelproxy.core.json.Json;
import io.zentinelproxy.core.json.JsonObject;
import io.zentinelproxy.core.origin.Answer;
import io.zentinelproxy.core.origin.OriginServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/**
 * An origin that speaks {@code POST /v1/chat/completions}, {@code GET /v1/models} and {@code POST /v1/messages}, streaming and not, and
 * refuses in the words of the dialect it was asked in. It asks for no key.
 */
public final class ModelOrigin implements AutoCloseable {

    private static final Duration READABLE = Duration.ofMillis(15);
    private static final String JSON = "application/json";

    private final OriginServer server;

    private ModelOrigin(OriginServer server) {
        this.server = server;
    }

    /** Starts one that streams at a pace people can watch. @throws IOException if the address cannot be bound */
    public static ModelOrigin start(InetSocketAddress address) throws IOException {
        return start(address, READABLE);
    }

    /**
     * Starts one.
     *
     * @param betweenPieces how long it pauses before each piece of a stream; zero for none
     * @throws IOException if the address cannot be bound
     */
    public static ModelOrigin start(InetSocketAddress address, Duration betweenPieces) throws IOException {
        var pace = new Pace(betweenPieces);
        return new ModelOrigin(OriginServer.start(address, "model-origin", exchange -> answer(exchange, pace)));
    }

    /** The address it is bound to, with the real port. */
    public InetSocketAddress address() {
        return server.address();
    }

    @Override
    public void close() {
        server.close();
    }

    private static void answer(HttpExchange exchange, Pace pace) throws IOException {
        Dialect dialect = dialectOf(exchange);
        String requestId = "req_" + UUID.randomUUID().toString().replace("-", "");
        exchange.getResponseHeaders().set(dialect.requestIdField(), requestId);
        try {
            route(exchange, dialect, pace);
        } catch (Refusal refusal) {
            byte[] error = Json.write(dialect.error(refusal, requestId));
            new Answer(exchange).send(refusal.status(), JSON, error);
        }
    }

    /** Also for what has no route: an Anthropic SDK that asks for an unknown path still reads Anthropic's errors. */
    private static Dialect dialectOf(HttpExchange exchange) {
        boolean anthropic = path(exchange).startsWith("/v1/messages")
                || exchange.getRequestHeaders().containsKey("anthropic-version");
        return anthropic ? new AnthropicDialect() : new OpenAiDialect();
    }

    private static void route(HttpExchange exchange, Dialect dialect, Pace pace) throws IOException, Refusal {
        switch (path(exchange)) {
            case "/v1/chat/completions" -> {
                allow(exchange, "POST");
                complete(exchange, new OpenAiDialect(), pace);
            }
            case "/v1/messages" -> {
                allow(exchange, "POST");
                complete(exchange, dialect, pace);
            }
            case "/v1/models" -> {
                allow(exchange, "GET", "HEAD");
                new Answer(exchange).send(200, JSON, Json.write(ModelList.json()));
            }
            default -> throw unknown(exchange);
        }
    }

    private static void complete(HttpExchange exchange, Dialect dialect, Pace pace) throws IOException, Refusal {
        Prompt prompt = dialect.read(RequestContent.read(exchange.getRequestBody()));
        Completion completion = DemoModel.complete(prompt);
        if (!prompt.stream()) {
            JsonObject whole = dialect.whole(prompt, completion);
            new Answer(exchange).send(200, JSON, Json.write(whole));
            return;
        }
        exchange.getResponseHeaders().set("Cache-Control", "no-cache");
        new Answer(exchange)
                .stream(
                        200,
                        EventStream.MEDIA_TYPE,
                        out -> dialect.stream(prompt, completion, new EventStream(out), pace));
    }

    private static void allow(HttpExchange exchange, String... methods) throws Refusal {
        if (!List.of(methods).contains(exchange.getRequestMethod())) {
            exchange.getResponseHeaders().set("Allow", String.join(", ", methods));
            throw new Refusal(
                    405,
                    "Not allowed to " + exchange.getRequestMethod() + " on " + path(exchange) + ".",
                    null,
                    "method_not_supported");
        }
    }

    private static Refusal unknown(HttpExchange exchange) {
        String asked = exchange.getRequestMethod() + " " + path(exchange);
        return new Refusal(404, "Invalid URL (" + asked + ")", null, "unknown_url");
    }

    private static String path(HttpExchange exchange) {
        String path = exchange.getRequestURI().getRawPath();
        return path == null ? "" : path;
    }
}
