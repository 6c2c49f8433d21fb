package io.zentinelproxy.core.config;

/** One {@code filter} block: a step that requests and answers of a route pass. */
public sealed interface FilterSettings {
    /** Its name in routes and logs. */
    String id();

    /** When a filter acts. */
    enum Phase {
        REQUEST,
        RESPONSE,
        BOTH
    }

    /** Changes header fields. */
    record Headers(String id, Phase phase, HeaderEdits edits) implements FilterSettings {}
}
