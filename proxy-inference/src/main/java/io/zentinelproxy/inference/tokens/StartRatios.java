package io.zentinelproxy.inference.tokens;

import io.zentinelproxy.inference.tokens.PromptCount.Kind;
import java.util.List;

/**
 * What counts are multiplied with before a model has answered. A model whose vocabulary is known starts with its plain count; the others
 * with a ratio to o200k: Claude 1.2 (about 3.5 characters a token of English, where o200k has over 4, and more tokens with newer ones),
 * Llama 1.1 (within 10 of 100 for English), all others 1. These are starts and no measurements: {@link Calibrations} learns the true ones.
 */
final class StartRatios {
    /** What is reserved above an estimate that rests on nothing but a start. */
    private static final double MARGIN = 1.25;

    private static final List<Ratio> RATIOS = List.of(new Ratio("claude", 1.2), new Ratio("llama", 1.1));

    private StartRatios() {}

    static Calibration of(String model, Kind kind) {
        boolean known = Vocabulary.ofModel(model).isPresent();
        double ratio = known ? 1 : ratio(model);
        return new Calibration(ratio, known && kind != Kind.MIXED ? 1 : ratio * MARGIN, 0);
    }

    private static double ratio(String model) {
        for (Ratio one : RATIOS) {
            if (model.contains(one.family())) {
                return one.ratio();
            }
        }
        return 1;
    }

    private record Ratio(String family, double ratio) {}
}
