package io.zentinelproxy.core.config;

/**
 * The block {@code limits}: how much a client may send.
 *
 * @param maxHeadOctets request line and field section together
 * @param maxFieldCount field lines in a section
 * @param maxBodyOctets content of a request, after chunked decoding
 */
public record LimitSettings(int maxHeadOctets, int maxFieldCount, long maxBodyOctets) {}
