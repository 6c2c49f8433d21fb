package io.zentinelproxy.inference.tokens;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.zentinelproxy.inference.tokens.PromptCount.Kind;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class CalibrationsTest {
    private static final String MODEL = "mistral-large";

    private final Calibrations calibrations = new Calibrations();
    private final SplittableRandom random = new SplittableRandom(4);

    @Test
    void theRatioBecomesTheMeanAndTheUpperOneTheNinetyFifthPercentile() {
        int above = 0;
        for (int i = 0; i < 20_000; i++) {
            double ratio = 1.3 + 0.1 * random.nextGaussian();
            if (i >= 2000 && ratio > calibrations.of(MODEL, Kind.TEXT).upper()) {
                above++;
            }
            learn(MODEL, Kind.TEXT, 1000, Math.round(1000 * ratio));
        }
        assertThat(calibrations.of(MODEL, Kind.TEXT).ratio()).isCloseTo(1.3, within(0.05));
        assertThat(above / 18_000.0).isCloseTo(0.05, within(0.015));
    }

    @Test
    void aFewAnswersAreEnoughToBeNear() {
        for (int i = 0; i < 10; i++) {
            learn(MODEL, Kind.TEXT, 1000, 1500);
        }
        assertThat(calibrations.of(MODEL, Kind.TEXT).ratio()).isCloseTo(1.5, within(0.06));
    }

    @Test
    void aModelThatChangesIsFollowed() {
        for (int i = 0; i < 500; i++) {
            learn(MODEL, Kind.TEXT, 1000, 1500);
        }
        for (int i = 0; i < 300; i++) {
            learn(MODEL, Kind.TEXT, 1000, 1000);
        }
        assertThat(calibrations.of(MODEL, Kind.TEXT).ratio()).isCloseTo(1, within(0.02));
        assertThat(calibrations.of(MODEL, Kind.TEXT).upper()).isCloseTo(1, within(0.15));
    }

    @Test
    void nonsenseMovesLittleAndZeroNothing() {
        learn(MODEL, Kind.TEXT, 1000, 0);
        learn(MODEL, Kind.TEXT, 0, 1000);
        learn("m".repeat(Calibrations.MAX_NAME_CHARS + 1), Kind.TEXT, 1000, 2000);
        assertThat(calibrations.of(MODEL, Kind.TEXT).learned()).isZero();
        assertThat(calibrations
                        .of("m".repeat(Calibrations.MAX_NAME_CHARS + 1), Kind.TEXT)
                        .learned())
                .isZero();

        for (int i = 0; i < 1000; i++) {
            learn(MODEL, Kind.TEXT, 1000, Long.MAX_VALUE);
        }
        assertThat(calibrations.of(MODEL, Kind.TEXT).upper()).isLessThan(15);
    }

    @Test
    void aShortPromptTeachesLess() {
        learn(MODEL, Kind.TEXT, 8, 80);

        assertThat(calibrations.of(MODEL, Kind.TEXT).ratio()).isLessThan(1.2);
    }

    @Test
    void theKindsOfOneModelAreApartAndTheAnswersBeginAsItsTexts() {
        for (int i = 0; i < 100; i++) {
            learn(MODEL, Kind.TEXT, 1000, 1400);
            learn(MODEL, Kind.MIXED, 1000, 700);
        }
        assertThat(calibrations.of(MODEL, Kind.TEXT).ratio()).isCloseTo(1.4, within(0.01));
        assertThat(calibrations.of(MODEL, Kind.MIXED).ratio()).isCloseTo(0.7, within(0.05));
        assertThat(calibrations.of(MODEL, Kind.ANSWER).ratio()).isCloseTo(1.4, within(0.01));
        assertThat(calibrations.of("another", Kind.TEXT).ratio()).isEqualTo(1);
    }

    @Test
    void answersAreLearnedFromTheirRunningCount() {
        PromptCounter counter = new PromptCounter(calibrations);
        for (int i = 0; i < 200; i++) {
            RunningCount running = counter.running(MODEL);
            running.add("Some words of an answer. ".repeat(100));
            calibrations.learn(running, running.counted() * 2);
        }
        assertThat(calibrations.of(MODEL, Kind.ANSWER).ratio()).isCloseTo(2, within(0.02));
        assertThat(calibrations.of(MODEL, Kind.TEXT).learned()).isZero();
    }

    @Test
    void theModelThatWasNotUsedLongestIsForgotten() {
        learn(MODEL, Kind.TEXT, 1000, 2000);
        learn("idle", Kind.TEXT, 1000, 2000);
        for (int i = 0; i < Calibrations.MAX_MODELS; i++) {
            learn("model-" + i, Kind.TEXT, 1000, 2000);
            calibrations.of(MODEL, Kind.TEXT);
        }
        assertThat(calibrations.of(MODEL, Kind.TEXT).learned()).isEqualTo(1);
        assertThat(calibrations.of("idle", Kind.TEXT).learned()).isZero();
    }

    private void learn(String model, Kind kind, long counted, long actual) {
        calibrations.learn(new PromptCount(model, kind, counted, counted, false, counted), actual);
    }
}
