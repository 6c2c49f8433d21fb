package io.zentinelproxy.inference.ledger;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * So much of something in a time, for each of its holders.
 *
 * @param id of the limit, the same over reloads
 * @param most in units of the measure
 * @param extra beyond {@code most}, what may be used and is told as an overdraft; 0 for nothing
 * @param rollover what is left of a turn of the calendar is had in the next one as well, as far as this; null for nothing
 * @param thresholds shares of {@code most} in per mille at which an alert is told, once in each turn
 * @param enforced whether it refuses, or only counts and tells
 */
public record Limit(
        String id,
        Measure measure,
        Window window,
        long most,
        long extra,
        @Nullable Long rollover,
        List<Integer> thresholds,
        boolean enforced) {}
