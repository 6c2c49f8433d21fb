package io.zentinelproxy.core.balance;

import io.zentinelproxy.core.config.OriginAddress;

/**
 * One origin server of an upstream.
 *
 * @param number its position in the upstream
 * @param name its address, as log and metrics call it
 * @param weight share of the requests, at least 1
 */
public record Endpoint(int number, String name, OriginAddress address, int weight) {}
