package io.zentinelproxy.core.config;

/** Who answers the requests of a route. */
public sealed interface ServiceSettings {

    /** The origin servers of an upstream. */
    record Forward(String upstream) implements ServiceSettings {}

    /** The proxy itself. */
    record Builtin(Handler handler) implements ServiceSettings {}

    /** What the proxy itself answers. */
    enum Handler {
        STATUS,
        HEALTH,
        METRICS,
        NOT_FOUND,
        CONFIG,
        UPSTREAMS,
        LIMITS,
        INFERENCE;

        /** Whether the answer tells what only an operator may know. */
        public boolean isSensitive() {
            return this == CONFIG || this == UPSTREAMS || this == LIMITS || this == INFERENCE;
        }
    }
}
