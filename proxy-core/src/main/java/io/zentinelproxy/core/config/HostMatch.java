package io.zentinelproxy.core.config;

import io.zentinelproxy.core.pattern.LinearPattern;

/** One alternative of a route's condition on the host asked for, whose port and closing dot do not count; letters match in either case. */
public sealed interface HostMatch {

    /**
     * The whole host.
     *
     * @param name in lower case; an address of IPv6 stands in brackets
     */
    record Exact(String name) implements HostMatch {}

    /**
     * All hosts below a domain, at any depth; not the domain itself.
     *
     * @param suffix begins with a dot, in lower case
     */
    record Suffix(String suffix) implements HostMatch {}

    /** Hosts that a pattern is found in. */
    record Pattern(LinearPattern pattern) implements HostMatch {}
}
