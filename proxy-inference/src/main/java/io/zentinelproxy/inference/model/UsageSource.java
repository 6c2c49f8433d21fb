package io.zentinelproxy.inference.model;

/** Who says how many tokens it were. */
public enum UsageSource {
    /** The provider, in its answer. */
    PROVIDER,
    /** Ourselves, by the model's own vocabulary. */
    COUNTED,
    /** Ourselves, where we do not know the model's vocabulary or did not count all. */
    ESTIMATED
}
