package io.zentinelproxy.inference.tokens;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.inference.model.Api;
import io.zentinelproxy.inference.model.PromptPart;
import io.zentinelproxy.inference.tokens.PromptCount.Kind;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class PromptCounterTest {
    private final Calibrations calibrations = new Calibrations();
    private final PromptCounter counter = new PromptCounter(calibrations);
    private final Queue<Long> failures = new ConcurrentLinkedQueue<>();

    /** The example of the cookbook, with the number that the provider answered with. */
    @ParameterizedTest
    @CsvSource({"gpt-4-0613, 129", "gpt-3.5-turbo-0125, 129", "gpt-4o, 124", "gpt-4o-mini, 124"})
    void theCookbooksExampleCountsAsTheCookbookSays(String model, long expected) {
        PromptCount count = counter.count(model, Api.CHAT_COMPLETIONS, cookbook());

        assertThat(count).isEqualTo(new PromptCount(model, Kind.TEXT, expected, expected, true, expected));
    }

    private static List<PromptPart> cookbook() {
        return List.of(
                new PromptPart.Message("system"),
                new PromptPart.Text(
                        "You are a helpful, pattern-following assistant that translates corporate jargon into plain English."),
                new PromptPart.Message("system"),
                new PromptPart.Name("example_user"),
                new PromptPart.Text("New synergies will help drive top-line growth."),
                new PromptPart.Message("system"),
                new PromptPart.Name("example_assistant"),
                new PromptPart.Text("Things working well together will increase revenue."),
                new PromptPart.Message("system"),
                new PromptPart.Name("example_user"),
                new PromptPart.Text(
                        "Let's circle back when we have more bandwidth to touch base on opportunities for increased leverage."),
                new PromptPart.Message("system"),
                new PromptPart.Name("example_assistant"),
                new PromptPart.Text("Let's talk later when we're less busy about how to do better."),
                new PromptPart.Message("user"),
                new PromptPart.Text(
                        "This late pivot means we don't have time to boil the ocean for the client deliverable."));
    }

    @ParameterizedTest
    @EnumSource(names = {"COMPLETIONS", "EMBEDDINGS"})
    void plainTextsHaveNoOverhead(Api api) {
        List<PromptPart> texts = List.of(new PromptPart.Text("Hello, world!"), new PromptPart.Text("Hello"));

        assertThat(counter.count("text-embedding-3-small", api, texts).tokens()).isEqualTo(5);
    }

    @ParameterizedTest
    @CsvSource({
        "gpt-4o, 1024, 1024, false, 765",
        "gpt-4o, 2048, 4096, false, 1105",
        "gpt-4o, 4096, 8192, true, 85",
        "gpt-4o, 0, 0, false, 765",
        "gpt-4o, 512, 512, false, 255",
        "gpt-4o, 2147483647, 1, false, 765",
        "gpt-4o-mini, 512, 512, false, 8500",
        "gpt-5, 512, 512, false, 210",
        "claude-sonnet-4-5, 1092, 1092, false, 1590",
        "claude-sonnet-4-5, 200, 200, false, 54",
        "claude-sonnet-4-5, 0, 0, false, 1600",
        "gemini-2.5-pro, 384, 384, false, 258",
        "gemini-2.5-pro, 1000, 700, false, 516"
    })
    void aPictureCostsWhatItsMakerTells(String model, int width, int height, boolean low, long expected) {
        PromptCount count = counter.count(model, Api.GENERIC, List.of(new PromptPart.Image(width, height, low)));

        assertThat(count.counted()).isEqualTo(expected);
        assertThat(count.exact()).isFalse();
        assertThat(count.upperBound()).isGreaterThan(expected);
    }

    @Test
    void whatCannotBeCountedCountsNothingAndSaysSo() {
        PromptCount count = counter.count("gpt-4o", Api.CHAT_COMPLETIONS, List.of(new PromptPart.Opaque(5_000_000)));

        assertThat(count.tokens()).isZero();
        assertThat(count.exact()).isFalse();
    }

    @Test
    void aToolCountsAsItsJson() {
        String json = "{\"name\":\"weather\",\"parameters\":{\"city\":{\"type\":\"string\"}}}";
        PromptCount count = counter.count("gpt-4o", Api.CHAT_COMPLETIONS, List.of(new PromptPart.Tool(json)));

        assertThat(count.counted())
                .isEqualTo(TokenCounter.of(Vocabulary.O200K_BASE).count(json).tokens());
        assertThat(count.kind()).isEqualTo(Kind.MIXED);
        assertThat(count.exact()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "claude-opus-4-1, 1.2",
        "anthropic/claude-3.5-haiku, 1.2",
        "llama-3.3-70b, 1.1",
        "gemini-2.5-pro, 1",
        "mistral-large, 1",
        "whatever, 1"
    })
    void anotherMakersModelIsEstimatedByItsRatio(String model, double ratio) {
        List<PromptPart> prompt =
                List.of(new PromptPart.Message("user"), new PromptPart.Text("How many tokens is this? ".repeat(40)));
        PromptCount count = counter.count(model, Api.MESSAGES, prompt);

        assertThat(count.exact()).isFalse();
        assertThat(count.tokens()).isEqualTo(Math.round(count.counted() * ratio));
        assertThat(count.upperBound()).isEqualTo((long) Math.ceil(count.counted() * ratio * 1.25));
    }

    @Test
    void whatAProviderTellsIsLearned() {
        List<PromptPart> prompt =
                List.of(new PromptPart.Message("user"), new PromptPart.Text("How many tokens is this? ".repeat(40)));
        for (int i = 0; i < 300; i++) {
            PromptCount count = counter.count("claude-opus-4-1", Api.MESSAGES, prompt);
            calibrations.learn(count, count.counted() * 3 / 2);
        }
        PromptCount count = counter.count("claude-opus-4-1", Api.MESSAGES, prompt);

        assertThat(count.tokens()).isBetween(count.counted() * 149 / 100, count.counted() * 151 / 100);
        assertThat(count.upperBound()).isBetween(count.tokens(), count.tokens() * 105 / 100);
    }

    @Test
    void anExactCountStaysTheCountWhateverTheProviderTells() {
        List<PromptPart> prompt =
                List.of(new PromptPart.Message("user"), new PromptPart.Text("How many tokens is this? ".repeat(40)));
        for (int i = 0; i < 300; i++) {
            PromptCount count = counter.count("gpt-4o", Api.CHAT_COMPLETIONS, prompt);
            calibrations.learn(count, count.counted() * 11 / 10);
        }
        PromptCount count = counter.count("gpt-4o", Api.CHAT_COMPLETIONS, prompt);

        assertThat(count.tokens()).isEqualTo(count.counted());
        assertThat(count.upperBound()).isGreaterThanOrEqualTo(count.counted() * 109 / 100);
    }

    @Test
    void anExtrapolatedPromptSaysSoAndReservesMore() {
        PromptCount count =
                counter.count("gpt-4o", Api.COMPLETIONS, List.of(new PromptPart.Text("漢字".repeat(1 << 20))));

        assertThat(count.exact()).isFalse();
        assertThat(count.upperBound()).isGreaterThanOrEqualTo(count.tokens() * 5 / 4);
    }

    @Test
    void manyThreadsCountLongPromptsAsOneDoes() throws Exception {
        List<PromptPart> prompt = List.of(new PromptPart.Text("The same long prompt, again and again. ".repeat(1000)));
        long alone = new PromptCounter(calibrations)
                .count("gpt-4o", Api.COMPLETIONS, prompt)
                .tokens();
        List<Thread> threads = IntStream.range(0, 50)
                .mapToObj(i -> Thread.ofVirtual().unstarted(() -> assertCount(prompt, alone)))
                .toList();
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(failures).isEmpty();
    }

    private void assertCount(List<PromptPart> prompt, long expected) {
        long tokens = counter.count("gpt-4o", Api.COMPLETIONS, prompt).tokens();
        if (tokens != expected) {
            failures.add(tokens);
        }
    }
}
