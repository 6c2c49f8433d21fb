package io.zentinelproxy.core.config;

/** What a module adds to the configuration. */
public sealed interface Extension permits BlockReader, FilterType {
    /** Declared like one of core's, so that it is read, listed and explained like one. */
    Block block();
}
