package io.zentinelproxy.core.upstream.health;

import io.zentinelproxy.core.balance.Outcome;
import io.zentinelproxy.core.config.Blame;

/** What counts as a failure. */
final class Blames {
    private Blames() {}

    static boolean counts(Blame observe, Outcome outcome) {
        return switch (outcome) {
            case SUCCESS, UNKNOWN -> false;
            case ERROR_STATUS -> observe == Blame.LAYER7;
            case UNREACHABLE, TIMED_OUT, BROKE_OFF -> true;
        };
    }
}
