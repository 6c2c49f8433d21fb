package io.zentinelproxy.core.config;

/** Who answers the requests of a route. */
public sealed interface ServiceSettings {

    /** The origin servers of an upstream. */
    record Forward(String upstream) implements ServiceSettings {}
}
