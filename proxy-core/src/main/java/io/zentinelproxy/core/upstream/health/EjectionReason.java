package io.zentinelproxy.core.upstream.health;

import java.util.Locale;

/** Why a target is ejected. */
public enum EjectionReason {
    CONSECUTIVE_FAILURES,
    FAILURE_PERCENTAGE,
    LATENCY;

    /** As in metrics. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
