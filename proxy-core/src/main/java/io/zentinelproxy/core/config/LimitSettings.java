package io.zentinelproxy.core.config;

/**
 * The block {@code limits}: how much a client may send, and how much of all is served and held at once.
 *
 * @param maxHeadOctets request line and field section together
 * @param maxFieldCount field lines in a section
 * @param maxBodyOctets content of a request, after chunked decoding
 * @param maxHeldOctets content of one message that is held in memory until it is complete
 * @param maxFieldNameOctets name of a field line
 * @param maxFieldValueOctets value of a field line, without the blanks around it
 */
public record LimitSettings(
        int maxHeadOctets,
        int maxFieldCount,
        long maxBodyOctets,
        int maxHeldOctets,
        int maxFieldNameOctets,
        int maxFieldValueOctets,
        Connections connections) {

    /**
     * Connections at once; 0 means no limit.
     *
     * @param total client connections over all listeners
     * @param ofOneClient client connections of one IPv4 address or one IPv6 network of 64 bits
     */
    public record Connections(int total, int ofOneClient) {}
}
