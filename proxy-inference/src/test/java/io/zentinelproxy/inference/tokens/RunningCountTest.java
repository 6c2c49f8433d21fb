package io.zentinelproxy.inference.tokens;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunningCountTest {
    private final PromptCounter counter = new PromptCounter(new Calibrations());

    @ParameterizedTest
    @ValueSource(strings = {"gpt-4o", "gpt-4"})
    void howeverATextIsCutIntoDeltasItCountsAsTheWhole(String model) {
        SplittableRandom random = new SplittableRandom(7);
        for (int i = 0; i < 300; i++) {
            String text = SomeText.of(random, 1 + random.nextInt(400));
            RunningCount running = counter.running(model);
            for (int from = 0; from < text.length(); ) {
                int to = Math.min(text.length(), from + 1 + random.nextInt(1 + random.nextInt(600)));
                running.add(text.substring(from, to));
                from = to;
            }
            assertThat(running.tokens()).isEqualTo(whole(model, text));
        }
    }

    @Test
    void theCountIsTrueAfterEachDelta() {
        RunningCount running = counter.running("gpt-4o");
        StringBuilder sofar = new StringBuilder();
        for (String delta :
                "Every delta is |mostly| one token|, it'|s true| of prose|.\n\n|And| 12|34| of it|🚀".split("\\|")) {
            running.add(delta);
            sofar.append(delta);
            assertThat(running.tokens()).isEqualTo(whole("gpt-4o", sofar.toString()));
        }
    }

    @Test
    void aCharacterInTwoDeltasIsOne() {
        RunningCount running = counter.running("gpt-4o");
        running.add("fly \ud83d");
        running.add("\ude80 away");

        assertThat(running.tokens()).isEqualTo(whole("gpt-4o", "fly 🚀 away"));
    }

    @Test
    void textWithoutBoundariesIsCountedInBoundedMemoryAndNearlyRight() {
        RunningCount running = counter.running("gpt-4o");
        String letters = SomeText.of(new SplittableRandom(1), 50).replaceAll("[^a-z]", "");
        for (int i = 0; i < 500; i++) {
            running.add(letters);
        }
        long whole = whole("gpt-4o", letters.repeat(500));

        assertThat(running.kept()).isLessThanOrEqualTo(RunningCount.MAX_TAIL_CHARS);
        assertThat(running.tokens()).isCloseTo(whole, Percentage.withPercentage(1));
    }

    @Test
    void anotherMakersModelIsCountedByItsRatio() {
        RunningCount running = counter.running("claude-sonnet-4-5");
        running.add("ten words that are one token each, all ten");

        assertThat(running.tokens()).isEqualTo(Math.round(running.counted() * 1.2));
    }

    private static long whole(String model, String text) {
        return TokenCounter.of(Vocabulary.ofModel(model).orElseThrow())
                .count(text)
                .tokens();
    }
}
