package io.zentinelproxy.inference.model;

import java.util.Locale;

/** Who says how many tokens it were. */
public enum UsageSource {
    /** The provider, in its answer. */
    PROVIDER,
    /** Ourselves, by the model's own vocabulary. */
    COUNTED,
    /** Ourselves, where we do not know the model's vocabulary or did not count all. */
    ESTIMATED;

    private final String word = name().toLowerCase(Locale.ROOT);

    /** As logs and metrics write it. */
    public String word() {
        return word;
    }
}
