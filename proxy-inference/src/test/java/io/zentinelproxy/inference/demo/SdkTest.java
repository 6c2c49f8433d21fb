package io.zentinelproxy.inference.demo;

import static io.zentinelproxy.inference.demo.ModelClient.at;
import static io.zentinelproxy.inference.demo.ModelClient.number;
import static io.zentinelproxy.inference.demo.ModelClient.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.json.JsonArray;
import io.zentinelproxy.core.json.JsonBoolean;
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
    void openAiCallsToolsReadsResponsesAndEmbeds() {
        JsonValue more = at(seen, "openaiMore");
        assertThat(text(more, "tool.name")).isEqualTo("look");
        assertThat(text(more, "tool.arguments")).isEqualTo("{\"question\":\"Please call look.\"}");
        assertThat(text(more, "streamedTool.arguments")).isEqualTo(text(more, "tool.arguments"));
        assertThat(text(more, "toolFinish")).isEqualTo("tool_calls").isEqualTo(text(more, "streamedFinish"));
        assertThat(text(more, "answered")).isEqualTo("stop");
        assertThat(text(more, "response"))
                .isNotEmpty()
                .isEqualTo(text(more, "deltas"))
                .isEqualTo(text(more, "streamed"));
        assertThat(at(more, "responseUsage")).isEqualTo(at(more, "streamedUsage"));
        assertThat(number(more, "responseUsage.output_tokens_details.reasoning_tokens"))
                .isPositive();
        assertThat(number(more, "embeddingTokens")).isEqualTo(5);
        assertThat(number(more, "dimensions")).isEqualTo(16);
        assertThat(at(more, "same")).isEqualTo(new JsonBoolean(true));
        assertThat(text(more, "completion")).isEqualTo("length");
        assertThat(number(more, "completionTokens")).isEqualTo(16);
        assertThat(text(more, "limited.name")).isEqualTo("RateLimitError");
    }

    @Test
    void anthropicThinksCallsToolsAndCounts() {
        JsonValue more = at(seen, "anthropicMore");
        assertThat(at(more, "blocks"))
                .isEqualTo(JsonArray.of(new JsonString("thinking"), new JsonString("tool_use")))
                .isEqualTo(at(more, "streamedBlocks"));
        assertThat(text(more, "stop")).isEqualTo("tool_use");
        assertThat(text(more, "input.question")).isEqualTo("Please call look.");
        assertThat(at(more, "streamedInput")).isEqualTo(at(more, "input"));
        assertThat(number(more, "streamedUsage.output_tokens")).isEqualTo(number(more, "usage.output_tokens"));
        assertThat(number(more, "counted")).isEqualTo(number(more, "usage.input_tokens"));
        assertThat(number(more, "overloaded.status")).isEqualTo(529);
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
