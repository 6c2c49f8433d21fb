package io.zentinelproxy.security.quota;

import java.time.Duration;

/**
 * A token bucket: what comes back, and how much of it can be there at once. In a time {@code t} it never gives more than {@code permits *
 * t / period + burst}.
 *
 * @param permits that come back, evenly over the period; requests or octets; at least 1
 * @param period from 1 ms
 * @param burst the most that can be there, at least 1
 */
public record Rate(long permits, Duration period, long burst) {}
