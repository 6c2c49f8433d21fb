package io.zentinelproxy.core.config;

import org.jspecify.annotations.Nullable;

/**
 * The block {@code limits}: how much a client may send, and how much of all is served and held at once.
 *
 * @param maxHeadOctets request line and field section together
 * @param maxFieldCount field lines in a section
 * @param maxBodyOctets content of a request, after chunked decoding
 * @param maxHeldOctets content of one message that is held in memory until it is complete
 * @param maxFieldNameOctets name of a field line
 * @param maxFieldValueOctets value of a field line, without the blanks around it
 * @param healthChecks checks of origins under way at once, at least 1
 */
public record LimitSettings(
        int maxHeadOctets,
        int maxFieldCount,
        long maxBodyOctets,
        int maxHeldOctets,
        int maxFieldNameOctets,
        int maxFieldValueOctets,
        Connections connections,
        Requests requests,
        Memory memory,
        int healthChecks,
        Codings codings) {

    /**
     * Connections at once; 0 means no limit.
     *
     * @param total client connections over all listeners
     * @param ofOneClient client connections of one IPv4 address or one IPv6 network of 64 bits
     * @param idleOfUpstream idle connections to all targets of an upstream together
     */
    public record Connections(int total, int ofOneClient, int idleOfUpstream) {}

    /**
     * Requests at once; 0 means no limit.
     *
     * @param inFlight from a complete head to the end of the exchange
     * @param ofRoute those of one route
     * @param queued those that wait for a connection to an origin, over all upstreams
     * @param background those of our own that no client waits for; at least 1
     */
    public record Requests(int inFlight, int ofRoute, int queued, int background) {}

    /**
     * Octets held for peers besides the buffers of each connection; the smaller of both.
     *
     * @param octets or null where only the share counts
     * @param percentOfHeap of the largest heap that the JVM may have
     */
    public record Memory(@Nullable Long octets, double percentOfHeap) {}

    /**
     * Content that is compressed or decompressed.
     *
     * @param encoders answers that are compressed at once, at least 1
     * @param decoders codings that requests are taken out of at once, at least 1
     * @param decoded how much may come of a request's content
     */
    public record Codings(int encoders, int decoders, FilterSettings.DecompressionCaps decoded) {}
}
