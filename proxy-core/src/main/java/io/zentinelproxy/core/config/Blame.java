package io.zentinelproxy.core.config;

/** What of a request speaks against its target. */
public enum Blame {
    /** That no connection came about, or that it broke, or that no answer came in time. */
    LAYER4,
    /** The same, and a status of 500 or above. */
    LAYER7
}
