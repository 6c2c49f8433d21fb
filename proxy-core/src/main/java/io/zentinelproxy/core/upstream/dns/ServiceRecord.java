package io.zentinelproxy.core.upstream.dns;

/**
 * One SRV record (RFC 2782).
 *
 * @param host a name without its last dot; empty where the service is decidedly not there
 * @param priority the lower, the sooner
 * @param weight share among those of one priority; 0 for next to none
 */
public record ServiceRecord(String host, int port, int priority, int weight) {}
