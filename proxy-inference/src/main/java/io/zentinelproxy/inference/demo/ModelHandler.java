package io.zentinelproxy.inference.demo;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import io.zentinelproxy.core.json.Json;
import io.zentinelproxy.core.origin.Answer;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;

/** One request to the model origin: which dialect, which endpoint, and the answer or the refusal. */
final class ModelHandler implements HttpHandler {

    private static final String CHAT_COMPLETIONS = "/v1/chat/completions";
    private static final String MESSAGES = "/v1/messages";
    private static final String MODELS = "/v1/models";
    private static final String JSON = "application/json";

    private static final Dialect OPENAI = new OpenAiDialect();
    private static final Dialect ANTHROPIC = new AnthropicDialect();

    private final Pace pace;
    private final ExecutorService tokenizer;

    /** @param tokenizer where counting runs */
    ModelHandler(Pace pace, ExecutorService tokenizer) {
        this.pace = pace;
        this.tokenizer = tokenizer;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        Dialect dialect = dialectOf(exchange);
        String requestId = "req_" + UUID.randomUUID().toString().replace("-", "");
        exchange.getResponseHeaders().set(dialect.requestIdField(), requestId);
        try {
            route(exchange, dialect);
        } catch (Refusal refusal) {
            byte[] error = Json.write(dialect.error(refusal, requestId));
            new Answer(exchange).send(refusal.status(), JSON, error);
        }
    }

    /** Also for what has no route: an Anthropic SDK that asks for an unknown path still reads Anthropic's errors. */
    private static Dialect dialectOf(HttpExchange exchange) {
        if (path(exchange).equals(CHAT_COMPLETIONS)) {
            return OPENAI;
        }
        boolean anthropic = path(exchange).startsWith(MESSAGES)
                || exchange.getRequestHeaders().containsKey("anthropic-version");
        return anthropic ? ANTHROPIC : OPENAI;
    }

    private void route(HttpExchange exchange, Dialect dialect) throws IOException, Refusal {
        switch (path(exchange)) {
            case CHAT_COMPLETIONS, MESSAGES -> {
                allow(exchange, "POST");
                complete(exchange, dialect);
            }
            case MODELS -> {
                allow(exchange, "GET", "HEAD");
                new Answer(exchange).send(200, JSON, Json.write(ModelList.json()));
            }
            default -> throw unknown(exchange);
        }
    }

    private void complete(HttpExchange exchange, Dialect dialect) throws IOException, Refusal {
        Prompt prompt = dialect.read(RequestContent.read(exchange.getRequestBody()));
        Completion completion = completed(prompt);
        var answer = new Answer(exchange);
        if (!prompt.stream()) {
            answer.send(200, JSON, Json.write(dialect.whole(prompt, completion)));
            return;
        }
        exchange.getResponseHeaders().set("Cache-Control", "no-cache");
        answer.stream(
                200, EventStream.MEDIA_TYPE, out -> dialect.stream(prompt, completion, new EventStream(out), pace));
    }

    private Completion completed(Prompt prompt) throws InterruptedIOException {
        try {
            return tokenizer.submit(() -> DemoModel.complete(prompt)).get();
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("origin closed");
        } catch (ExecutionException bug) {
            throw new IllegalStateException(bug.getCause());
        }
    }

    private static void allow(HttpExchange exchange, String... methods) throws Refusal {
        if (List.of(methods).contains(exchange.getRequestMethod())) {
            return;
        }
        exchange.getResponseHeaders().set("Allow", String.join(", ", methods));
        throw new Refusal(
                405,
                "Not allowed to " + exchange.getRequestMethod() + " on " + path(exchange) + ".",
                null,
                "method_not_supported");
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
