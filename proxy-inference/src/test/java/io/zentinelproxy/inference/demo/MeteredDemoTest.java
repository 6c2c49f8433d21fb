package io.zentinelproxy.inference.demo;

import static io.zentinelproxy.inference.demo.ModelClient.number;
import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.exchange.BodySource;
import io.zentinelproxy.core.json.JsonValue;
import io.zentinelproxy.inference.answer.AnswerFacts;
import io.zentinelproxy.inference.answer.AnswerMeter;
import io.zentinelproxy.inference.answer.DeltaCounter;
import io.zentinelproxy.inference.model.AnswerEnd;
import io.zentinelproxy.inference.model.Api;
import io.zentinelproxy.inference.model.Usage;
import io.zentinelproxy.inference.tokens.TokenCounter;
import io.zentinelproxy.inference.tokens.Vocabulary;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the meter makes of the demo model's answers: streaming or not, by each API, and with each fault. */
class MeteredDemoTest {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final String TOOL =
            ",\"tools\":[{\"type\":\"function\",\"name\":\"look\",\"function\":{\"name\":\"look\",\"parameters\":{}},\"input_schema\":{}}]";
    private static ModelOrigin origin;
    private static ModelClient client;

    /** Counts with the vocabulary the demo model speaks. */
    private static final class Running implements DeltaCounter {
        private final StringBuilder text = new StringBuilder();

        @Override
        public void text(String delta) {
            text.append(delta);
        }

        @Override
        public long tokens() {
            return TokenCounter.of(Vocabulary.O200K_BASE).count(text.toString()).tokens();
        }
    }

    @BeforeAll
    static void start() throws IOException {
        origin = ModelOrigin.start(ModelClient.ANY_PORT, Duration.ZERO);
        client = new ModelClient(origin.address());
    }

    @AfterAll
    static void stop() {
        origin.close();
    }

    @ParameterizedTest
    @CsvSource({
        "CHAT_COMPLETIONS, gpt-4o, hi", "CHAT_COMPLETIONS, demo-cached, hi", "CHAT_COMPLETIONS, demo-reasoning, hi",
        "CHAT_COMPLETIONS, gpt-4o, call look", "COMPLETIONS, gpt-4o, hi", "RESPONSES, gpt-4o, hi",
        "RESPONSES, demo-reasoning, call look", "RESPONSES, demo-cached, hi", "MESSAGES, claude-demo, hi",
        "MESSAGES, demo-cached, hi", "MESSAGES, demo-reasoning, hi", "MESSAGES, claude-demo, call look"
    })
    void aStreamTellsTheUsageOfTheWholeAndItsTextIsWhatWasCounted(Api api, String model, String text) throws Exception {
        AnswerFacts whole = metered(api, model, text, false, "");
        AnswerFacts stream = metered(api, model, text, true, "");

        Usage usage = stream.usage();
        assertThat(usage).isEqualTo(whole.usage());
        assertThat(usage).isNotNull();
        assertThat(stream.usageComplete()).isTrue();
        assertThat(whole.usageComplete()).isTrue();
        assertThat(usage.input()).isPositive();
        assertThat(usage.cached() > 0).isEqualTo(model.contains("cached"));
        assertThat(stream.model()).isEqualTo(model);
        assertThat(stream.ending()).isIn(AnswerEnd.STOP, AnswerEnd.LENGTH).isEqualTo(whole.ending());
        long hidden = api == Api.MESSAGES ? 0 : usage.reasoning();
        // Two texts beside each other, such as a name and its arguments, may share a token.
        assertThat(stream.text() + hidden).isBetween(usage.output() - 2, usage.output() + 2);
        assertThat(stream.firstToken()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"split", "bad-line", "usage-on-every-chunk", "usage-twice"})
    void whatIsOddChangesNothing(String fault) throws Exception {
        for (Api api : new Api[] {Api.CHAT_COMPLETIONS, Api.RESPONSES, Api.MESSAGES}) {
            AnswerFacts plain = metered(api, "gpt-4o", "hi 世界 🚀", true, "");
            AnswerFacts odd = metered(api, "gpt-4o", "hi 世界 🚀", true, fault);

            assertThat(odd.usage()).isEqualTo(plain.usage()).isNotNull();
            assertThat(odd.ending()).isEqualTo(AnswerEnd.STOP);
            assertThat(odd.badEvents()).isEqualTo(fault.equals("bad-line") ? 1 : 0);
        }
    }

    @ParameterizedTest
    @CsvSource({"CHAT_COMPLETIONS", "RESPONSES", "MESSAGES", "COMPLETIONS"})
    void aCutStreamIsNoEndAndALateErrorIsOne(Api api) throws Exception {
        AnswerFacts cut = metered(api, "gpt-4o", "hi", true, "cut");
        assertThat(cut.end()).isNull();
        assertThat(cut.usageComplete()).isFalse();
        assertThat(metered(api, "gpt-4o", "hi", false, "cut").end()).isNull();

        assertThat(metered(api, "gpt-4o", "hi", true, "late-error").ending()).isEqualTo(AnswerEnd.ERROR);
    }

    @Test
    void withoutUsageTheTextIsCounted() throws Exception {
        for (Api api : new Api[] {Api.CHAT_COMPLETIONS, Api.COMPLETIONS, Api.RESPONSES, Api.MESSAGES}) {
            Usage told = metered(api, "gpt-4o", "hi", true, "").usage();
            for (boolean stream : new boolean[] {true, false}) {
                AnswerFacts facts = metered(api, "gpt-4o", "hi", stream, "no-usage");
                assertThat(facts.usage()).isNull();
                assertThat(facts.text()).isEqualTo(told.output());
            }
        }
    }

    @Test
    void embeddingsAreMeteredByTheirInput() throws Exception {
        HttpResponse<InputStream> answer =
                ask("/v1/embeddings", "{\"model\":\"text-embedding-3-small\",\"input\":[\"Hello, world!\",\"a\"]}", "");
        AnswerFacts facts = metered(new AnswerMeter(Api.EMBEDDINGS, false, false, new Running()), answer);

        assertThat(facts.usage()).isEqualTo(new Usage(5, 0, 0, 0, 0));
        assertThat(facts.usageComplete()).isTrue();
        assertThat(facts.ending()).isEqualTo(AnswerEnd.STOP);
    }

    @Test
    void countedTokensAreThoseThatAMessageIsMadeOf() throws Exception {
        String messages = "\"model\":\"claude-demo\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]";
        JsonValue count = client.ask("/v1/messages/count_tokens", "{" + messages + "}");
        JsonValue message = client.ask("/v1/messages", "{\"max_tokens\":9," + messages + "}");

        assertThat(number(count, "input_tokens")).isEqualTo(number(message, "usage.input_tokens"));
    }

    @ParameterizedTest
    @CsvSource({
        "rate-limit,429,retry-after",
        "rate-limit-ms,429,retry-after-ms",
        "rate-limit-date,429,retry-after",
        "rate-limit-bare,429,",
        "insufficient-quota,429,",
        "overloaded,503,",
        "status-529,529,"
    })
    void refusalsComeWithWhatTheySayOfRetrying(String fault, int status, String field) throws Exception {
        for (String model : new String[] {"gpt-4o-fault-" + fault, "gpt-4o"}) {
            String asked = model.equals("gpt-4o") ? fault : "";
            HttpResponse<InputStream> answer =
                    ask("/v1/chat/completions", body(Api.CHAT_COMPLETIONS, model, "hi", false), asked);

            assertThat(answer.statusCode()).isEqualTo(status);
            if (field != null) {
                assertThat(answer.headers().firstValue(field)).isPresent();
            }
        }
    }

    private static AnswerFacts metered(Api api, String model, String text, boolean stream, String fault)
            throws Exception {
        String path = switch (api) {
            case CHAT_COMPLETIONS -> "/v1/chat/completions";
            case COMPLETIONS -> "/v1/completions";
            case RESPONSES -> "/v1/responses";
            case MESSAGES -> "/v1/messages";
            case EMBEDDINGS, COUNT_TOKENS, GENERIC -> throw new IllegalArgumentException();
        };
        HttpResponse<InputStream> answer = ask(path, body(api, model, text, stream), fault);
        return metered(new AnswerMeter(api, stream, false, new Running()), answer);
    }

    private static AnswerFacts metered(AnswerMeter meter, HttpResponse<InputStream> answer) throws Exception {
        BodySource content = meter.wrap(new Received(answer.body()));
        ByteBuffer buffer = ByteBuffer.allocate(1000);
        while (content.pull(buffer.clear()) > 0) {
            assertThat(buffer.position()).isPositive();
        }
        return meter.facts();
    }

    private static HttpResponse<InputStream> ask(String path, String body, String fault) throws Exception {
        HttpRequest.Builder request = client.request(path).POST(BodyPublishers.ofString(body));
        if (!fault.isEmpty()) {
            request.header(DemoFault.FIELD, fault);
        }
        return HTTP.send(request.build(), BodyHandlers.ofInputStream());
    }

    private static String body(Api api, String model, String text, boolean stream) {
        String said = switch (api) {
            case COMPLETIONS -> "\"max_tokens\":500,\"prompt\":\"" + text + "\"";
            case RESPONSES -> "\"input\":\"" + text + "\"" + TOOL;
            case MESSAGES -> "\"max_tokens\":500," + messages(text);
            case CHAT_COMPLETIONS, EMBEDDINGS, COUNT_TOKENS, GENERIC -> messages(text);
        };
        boolean asks = stream && (api == Api.CHAT_COMPLETIONS || api == Api.COMPLETIONS);
        return "{\"model\":\"" + model + "\",\"stream\":" + stream + "," + said
                + (asks ? ",\"stream_options\":{\"include_usage\":true}" : "") + "}";
    }

    private static String messages(String text) {
        return "\"messages\":[{\"role\":\"user\",\"content\":\"" + text + "\"}]" + TOOL;
    }

    /** The content of a response; where it breaks off, it is over. */
    private static final class Received implements BodySource {
        private final InputStream in;
        private boolean ended;
        private long pulled;

        Received(InputStream in) {
            this.in = in;
        }

        @Override
        public int pull(ByteBuffer into) {
            try {
                int count = in.read(into.array(), into.position(), into.remaining());
                ended = count < 0;
                if (!ended) {
                    into.position(into.position() + count);
                    pulled += count;
                }
                return count;
            } catch (IOException cut) {
                ended = true;
                return -1;
            }
        }

        @Override
        public boolean isFinished() {
            return ended;
        }

        @Override
        public boolean hasBuffered() {
            return false;
        }

        @Override
        public long remaining() {
            return -1;
        }

        @Override
        public long pulled() {
            return pulled;
        }
    }
}
