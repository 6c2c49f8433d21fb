package io.zentinelproxy.inference.demo;

import static io.zentinelproxy.inference.demo.ModelClient.at;
import static io.zentinelproxy.inference.demo.ModelClient.number;
import static io.zentinelproxy.inference.demo.ModelClient.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.json.JsonArray;
import io.zentinelproxy.core.json.JsonObject;
import io.zentinelproxy.core.json.JsonString;
import io.zentinelproxy.core.json.JsonValue;
import io.zentinelproxy.inference.tokens.TokenCounter;
import io.zentinelproxy.inference.tokens.Vocabulary;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the vendors' own SDKs understand, and how many tokens their own tokenizer counts. */
class SdkTest {

    private static JsonObject seen;

    @BeforeAll
    static void runTheSdks() throws Exception {
        try (ModelOrigin origin = ModelOrigin.start(ModelClient.ANY_PORT, Duration.ZERO)) {
            seen = SdkScript.check("http://127.0.0.1:" + origin.address().getPort());
        }
    }

    @Test
    void openAiReadsWholeAnswersWithTheUsageTiktokenCounts() {
        for (String answer : List.of("openai.whole", "openai.older")) {
            assertThat(text(seen, answer + ".finish")).isEqualTo("stop");
            assertThat(text(seen, answer + ".text")).contains("You said: \"Grüße, 世界 🚀!\"");
            assertThat(number(seen, answer + ".usage.completion_tokens"))
                    .isPositive()
                    .isEqualTo(number(seen, answer + ".recount"));
        }
    }

    @Test
    void openAiReadsAStreamAsItReadsTheWhole() {
        assertThat(at(seen, "openai.stream.text")).isEqualTo(at(seen, "openai.whole.text"));
        assertThat(at(seen, "openai.stream.usage")).isEqualTo(at(seen, "openai.whole.usage"));
        assertThat(text(seen, "openai.stream.role")).isEqualTo("assistant");
        assertThat(text(seen, "openai.stream.finish")).isEqualTo("stop");
        assertThat(number(seen, "openai.stream.usageChunkChoices")).isZero();
        assertThat(number(seen, "openai.stream.chunks")).isGreaterThan(20);
    }

    @Test
    void openAiIsCutAtTheLimitUnderBothOfItsNames() {
        for (String answer : List.of("openai.cut", "openai.cutStream")) {
            assertThat(text(seen, answer + ".finish")).isEqualTo("length");
            assertThat(number(seen, answer + ".usage.completion_tokens")).isEqualTo(7);
        }
        assertThat(at(seen, "openai.cutStream.text")).isEqualTo(at(seen, "openai.cut.text"));
        assertThat(number(seen, "openai.cut.recount")).isEqualTo(7);
    }

    @Test
    void anthropicReadsWholeAnswersWithTheUsageTiktokenCounts() {
        assertThat(text(seen, "anthropic.whole.stop")).isEqualTo("end_turn");
        assertThat(number(seen, "anthropic.whole.usage.output_tokens"))
                .isPositive()
                .isEqualTo(number(seen, "anthropic.whole.recount"));
        assertThat(text(seen, "anthropic.cut.stop")).isEqualTo("max_tokens");
        assertThat(number(seen, "anthropic.cut.usage.output_tokens")).isEqualTo(7);
    }

    @Test
    void anthropicReadsAStreamAsItReadsTheWhole() {
        for (String kind : List.of("whole", "cut")) {
            String stream = kind.equals("whole") ? "anthropic.stream" : "anthropic.cutStream";
            assertThat(at(seen, stream + ".text")).isEqualTo(at(seen, "anthropic." + kind + ".text"));
            assertThat(at(seen, stream + ".finalText")).isEqualTo(at(seen, "anthropic." + kind + ".text"));
            assertThat(at(seen, stream + ".usage")).isEqualTo(at(seen, "anthropic." + kind + ".usage"));
            assertThat(at(seen, stream + ".stop")).isEqualTo(at(seen, "anthropic." + kind + ".stop"));
        }
    }

    @Test
    void anthropicsEventsComeInTheirOrder() {
        List<JsonValue> events = ((JsonArray) at(seen, "anthropic.stream.events")).elements();

        assertThat(events.stream()
                        .distinct()
                        .map(event -> ((JsonString) event).value())
                        .filter(event -> !event.equals("ping")))
                .containsExactly(
                        "message_start",
                        "content_block_start",
                        "content_block_delta",
                        "content_block_stop",
                        "message_delta",
                        "message_stop");
    }

    @Test
    void bothRaiseTheirOwnErrors() {
        assertThat(text(seen, "openai.noMessages.name")).isEqualTo("BadRequestError");
        assertThat(text(seen, "openai.noMessages.param")).isEqualTo("messages");
        assertThat(text(seen, "openai.noMessages.requestId")).startsWith("req_");
        assertThat(text(seen, "openai.unknownPath.name")).isEqualTo("NotFoundError");
        assertThat(text(seen, "anthropic.noMessages.name")).isEqualTo("BadRequestError");
        assertThat(text(seen, "anthropic.noMessages.requestId")).startsWith("req_");
        assertThat(text(seen, "anthropic.unknownPath.name")).isEqualTo("NotFoundError");
    }

    @Test
    void modelsAreListed() {
        assertThat(((JsonArray) at(seen, "models")).elements()).contains(new JsonString("gpt-4o"));
    }

    @Test
    void countsEqualTiktokens() {
        TokenCounter o200k = TokenCounter.of(Vocabulary.O200K_BASE);
        TokenCounter cl100k = TokenCounter.of(Vocabulary.CL100K_BASE);

        List<JsonValue> counts = ((JsonArray) at(seen, "counts")).elements();
        assertThat(counts).hasSizeGreaterThan(10).allSatisfy(count -> {
            String text = text(count, "text");
            assertThat(o200k.count(text).tokens()).isEqualTo((int) number(count, "o200k"));
            assertThat(cl100k.count(text).tokens()).isEqualTo((int) number(count, "cl100k"));
        });
    }
}
