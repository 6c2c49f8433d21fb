package io.zentinelproxy.launcher.differential;

/** What came back for one request. */
sealed interface Answer {
    /** An origin told what it understood. */
    record Echo(Understood understood) implements Answer {}

    /** The proxy answered itself, mostly to refuse; without content, as to HEAD, it says no reason. */
    record Refused(int status, String reason) implements Answer {}

    /** The origin refused what the proxy had forwarded. */
    record OriginRefused(int status) implements Answer {}

    /** The origin has seen so many requests more than got an answer: they came out of another one. */
    record Unasked(long requests) implements Answer {}

    /** The connection stayed open without an answer: a hang. */
    record Nothing() implements Answer {}

    /** Whether somebody refused. */
    default boolean isRefusal() {
        return this instanceof Refused || this instanceof OriginRefused;
    }

    /** Whether the request went on to the origin. */
    default boolean wasForwarded() {
        return this instanceof Echo || this instanceof OriginRefused;
    }
}
