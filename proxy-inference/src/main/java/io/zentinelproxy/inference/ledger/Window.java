package io.zentinelproxy.inference.ledger;

import java.time.Duration;

/** Over which time a limit holds. */
public sealed interface Window {
    /**
     * A bucket that fills evenly and is full at first.
     *
     * @param period in which it gets as much as the limit says
     * @param burst what fits into it
     */
    record Bucket(Duration period, long burst) implements Window {}

    /** From one turn of the calendar (UTC) to the next. */
    record Calendar(Unit unit) implements Window {}

    /** The time up to now: what was used longer ago than this does not count any more, to a sixtieth of it. */
    record Rolling(Duration length) implements Window {}

    /** Turns of the calendar. */
    enum Unit {
        HOUR,
        DAY,
        MONTH
    }
}
