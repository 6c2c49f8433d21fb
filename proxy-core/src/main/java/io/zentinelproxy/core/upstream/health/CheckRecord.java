package io.zentinelproxy.core.upstream.health;

import io.zentinelproxy.core.config.HealthCheckSettings;
import org.jspecify.annotations.Nullable;

/** What the checks of one endpoint have said so far. Guarded by whoever holds it. */
final class CheckRecord {
    /** What a result changes. */
    enum Change {
        NONE,
        UP,
        DOWN
    }

    private boolean known;
    private boolean down;
    private int good;
    private int bad;
    private long successes;
    private long failures;
    private @Nullable String lastError;

    /** @param alone whether no endpoint is available: then whoever is well at all is taken */
    Change good(HealthCheckSettings settings, boolean alone) {
        known = true;
        successes++;
        bad = 0;
        good = Math.min(good + 1, settings.healthyThreshold());
        lastError = null;
        if (down && (alone || good >= settings.healthyThreshold())) {
            down = false;
            return Change.UP;
        }
        return Change.NONE;
    }

    /** The first of all is believed at once: there is nothing that it could contradict. */
    Change bad(HealthCheckSettings settings, String why) {
        failures++;
        good = 0;
        bad = Math.min(bad + 1, settings.unhealthyThreshold());
        lastError = why;
        boolean first = !known;
        known = true;
        return !down && (first || bad >= settings.unhealthyThreshold()) ? setDown() : Change.NONE;
    }

    /** Real requests have said that it is not well. */
    Change failedInUse() {
        good = 0;
        known = true;
        return down ? Change.NONE : setDown();
    }

    private Change setDown() {
        down = true;
        return Change.DOWN;
    }

    /** It is not checked any more. */
    void forget() {
        known = false;
        down = false;
        good = 0;
        bad = 0;
        lastError = null;
    }

    long successes() {
        return successes;
    }

    long failures() {
        return failures;
    }

    @Nullable
    String lastError() {
        return lastError;
    }
}
