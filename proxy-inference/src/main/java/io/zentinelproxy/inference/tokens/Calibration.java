package io.zentinelproxy.inference.tokens;

/**
 * What our counts are to be multiplied with for one model.
 *
 * @param ratio for the best estimate
 * @param upper for a reservation; never below {@code ratio}
 * @param learned from how many answers; 0 where these are the ratios to start with
 */
public record Calibration(double ratio, double upper, long learned) {

    /** Rounded half up. */
    public long estimate(long counted) {
        return Math.round(counted * ratio);
    }

    /** Rounded up. */
    public long bound(long counted) {
        return (long) Math.ceil(counted * upper);
    }
}
