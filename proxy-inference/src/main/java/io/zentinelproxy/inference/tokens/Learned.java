package io.zentinelproxy.inference.tokens;

/**
 * One model's ratios after some answers. The ratio is an average that forgets: an answer weighs {@link #LATEST} at least, and the first
 * ones as much as all before them, the start included. The upper ratio follows the 95th percentile by steps (Robbins and Monro, "A Stochastic
 * Approximation Method", 1951): up by 95 parts where an answer was above it, down by 5 where not, so that it stands still where 5 of 100
 * are above.
 *
 * @param ratio of the provider's number to ours
 * @param upper above which 5 of 100 answers are
 * @param deviation the average distance of an answer from the ratio, which the steps are measured by
 * @param answers how many there were
 */
record Learned(double ratio, double upper, double deviation, long answers) {
    /** The share of the ratio that the newest answer makes, when there were many. */
    private static final double LATEST = 0.02;

    /** Up to here a count is mostly overhead, and weighs less. */
    private static final double FULL_WEIGHT_TOKENS = 256;

    /** What no honest tokenizer differs by: a provider that tells nonsense does not make the counts so. */
    private static final double MIN_RATIO = 0.1;

    private static final double MAX_RATIO = 10;
    private static final double QUANTILE = 0.95;
    private static final double STEP = 0.5;

    /** So that the steps do not end where all answers have been alike. */
    private static final double LEAST_DEVIATION = 0.002;

    static Learned start(double ratio, double upper) {
        return new Learned(ratio, upper, Math.max(LEAST_DEVIATION, (upper - ratio) / 2), 0);
    }

    /** After one more answer; both numbers are positive. */
    Learned with(long counted, long actual) {
        double seen = Math.clamp((double) actual / counted, MIN_RATIO, MAX_RATIO);
        double weight = Math.min(1, counted / FULL_WEIGHT_TOKENS);
        double share = weight * Math.max(LATEST, 1.0 / (answers + 2));
        double nextRatio = ratio + share * (seen - ratio);
        double nextDeviation = deviation + share * (Math.abs(seen - nextRatio) - deviation);
        double step = weight * STEP * Math.max(LEAST_DEVIATION, nextDeviation);
        double nextUpper = upper + (seen > upper ? step * QUANTILE : -step * (1 - QUANTILE));
        return new Learned(nextRatio, nextUpper, nextDeviation, answers + 1);
    }

    Calibration calibration() {
        return new Calibration(ratio, Math.max(ratio, upper), answers);
    }
}
