package io.zentinelproxy.core.config;

/**
 * The block {@code limits}: how much a client may send.
 *
 * @param maxHeadOctets request line and field section together
 * @param maxFieldCount field lines in a section
 * @param maxBodyOctets content of a request, after chunked decoding
 * @param maxHeldOctets content of one message that is held in memory until it is complete
 */
public record LimitSettings(int maxHeadOctets, int maxFieldCount, long maxBodyOctets, int maxHeldOctets) {}
