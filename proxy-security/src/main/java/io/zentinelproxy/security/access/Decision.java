package io.zentinelproxy.security.access;

import java.util.Locale;

/** What a filter made of a request. */
enum Decision {
    ALLOWED,
    BLOCKED,
    /** Would have been refused, were it not for {@code log-only}. */
    LOGGED,
    /** Could not be judged, as the files have been given up: {@code on-failure} decided. */
    FAILED;

    /** As metrics call it. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
