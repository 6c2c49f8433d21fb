package io.zentinelproxy.inference.demo;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import io.zentinelproxy.core.json.Json;
import io.zentinelproxy.core.json.JsonNumber;
import io.zentinelproxy.core.json.JsonObject;
import io.zentinelproxy.core.origin.Answer;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;

/** One request to the model origin: which dialect, which endpoint, and the answer or the refusal. */
final class ModelHandler implements HttpHandler {

    private static final String CHAT_COMPLETIONS = "/v1/chat/completions";
    private static final String COMPLETIONS = "/v1/completions";
    private static final String RESPONSES = "/v1/responses";
    private static final String EMBEDDINGS = "/v1/embeddings";
    private static final String COUNT_TOKENS = "/v1/messages/count_tokens";
    private static final String MESSAGES = "/v1/messages";
    private static final String MODELS = "/v1/models";
    private static final String JSON = "application/json";

    private static final Dialect OPENAI = new OpenAiDialect();
    private static final Dialect COMPLETIONS_DIALECT = new CompletionsDialect();
    private static final Dialect RESPONSES_DIALECT = new ResponsesDialect();
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
        return switch (path(exchange)) {
            case CHAT_COMPLETIONS, EMBEDDINGS -> OPENAI;
            case COMPLETIONS -> COMPLETIONS_DIALECT;
            case RESPONSES -> RESPONSES_DIALECT;
            default -> {
                boolean anthropic = path(exchange).startsWith(MESSAGES)
                        || exchange.getRequestHeaders().containsKey("anthropic-version");
                yield anthropic ? ANTHROPIC : OPENAI;
            }
        };
    }

    private void route(HttpExchange exchange, Dialect dialect) throws IOException, Refusal {
        switch (path(exchange)) {
            case CHAT_COMPLETIONS, COMPLETIONS, RESPONSES, MESSAGES -> {
                allow(exchange, "POST");
                complete(exchange, dialect);
            }
            case EMBEDDINGS -> {
                allow(exchange, "POST");
                Embeddings asked = Embeddings.read(RequestContent.read(exchange.getRequestBody()));
                refuseByFault(exchange, dialect, asked.model());
                new Answer(exchange).send(200, JSON, Json.write(counted(asked::answer)));
            }
            case COUNT_TOKENS -> {
                allow(exchange, "POST");
                Prompt prompt = AnthropicDialect.readCounted(RequestContent.read(exchange.getRequestBody()));
                refuseByFault(exchange, dialect, prompt.model());
                int tokens = counted(() -> DemoModel.promptTokens(prompt));
                JsonObject count =
                        JsonObject.with("input_tokens", JsonNumber.of(tokens)).build();
                new Answer(exchange).send(200, JSON, Json.write(count));
            }
            case MODELS -> {
                allow(exchange, "GET", "HEAD");
                new Answer(exchange).send(200, JSON, Json.write(ModelList.json()));
            }
            default -> throw unknown(exchange);
        }
    }

    private void complete(HttpExchange exchange, Dialect dialect) throws IOException, Refusal {
        Prompt asked = dialect.read(RequestContent.read(exchange.getRequestBody()));
        Prompt prompt = asked.with(refuseByFault(exchange, dialect, asked.model()));
        Completion completion = counted(() -> DemoModel.complete(prompt));
        var answer = new Answer(exchange);
        if (!prompt.stream()) {
            byte[] whole = Json.write(dialect.whole(prompt, completion));
            answer.send(
                    200,
                    JSON,
                    whole.length,
                    out -> new WholeAnswer(whole, prompt.fault(), exchange::close).writeTo(out));
            return;
        }
        exchange.getResponseHeaders().set("Cache-Control", "no-cache");
        answer.stream(200, EventStream.MEDIA_TYPE, out -> {
            var events = new EventStream(out, prompt.fault(), dialect.lateError(), exchange::close);
            dialect.stream(prompt, completion, events, pace);
        });
    }

    /** The fault that is asked for; one that refuses has done so. */
    private static DemoFault refuseByFault(HttpExchange exchange, Dialect dialect, String model) throws Refusal {
        DemoFault fault = DemoFault.of(exchange.getRequestHeaders().getFirst(DemoFault.FIELD), model);
        DemoFaults.refuse(fault, dialect == ANTHROPIC, exchange.getResponseHeaders(), Clock.systemUTC());
        return fault;
    }

    private <T> T counted(Callable<T> work) throws InterruptedIOException {
        try {
            return tokenizer.submit(work).get();
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
