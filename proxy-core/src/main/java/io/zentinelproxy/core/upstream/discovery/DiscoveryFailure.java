package io.zentinelproxy.core.upstream.discovery;

import java.util.Locale;

/** Why an answer or a file changed nothing, as metrics and log call it. */
public enum DiscoveryFailure {
    /** There is no target in it, and those before stay: {@code on-empty "keep"}. */
    EMPTY,
    /** There are more than {@code max-targets}. */
    TOO_MANY,
    /** No DNS server answered. */
    NO_ANSWER,
    /** The file is not there, cannot be read or is too large. */
    UNREADABLE,
    /** A line of the file is no target. */
    BAD_LINE;

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
