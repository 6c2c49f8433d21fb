package io.zentinelproxy.core.balance;

/**
 * One origin server of an upstream.
 *
 * @param number its position in the upstream
 * @param name host:port, as log and metrics call it
 * @param weight share of the requests, at least 1
 */
public record Endpoint(int number, String name, String host, int port, int weight) {}
