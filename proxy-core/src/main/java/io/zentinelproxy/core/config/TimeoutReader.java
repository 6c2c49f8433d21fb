package io.zentinelproxy.core.config;

import java.time.Duration;

/** Reads filters of the type {@code timeout}. */
final class TimeoutReader {
    private static final ValueType<Duration> TIME = QuantityTypes.seconds(Duration.ofMillis(1), Duration.ofDays(1));

    private static final Key<Duration> REQUEST = time(
            "request-timeout-secs",
            "The exchange with the origin as a whole; the shorter one where `policies` has one.");

    private static final Key<Duration> UPSTREAM =
            time("upstream-timeout-secs", "How long the origin may keep us waiting, each time.");

    private static final Key<Duration> CONNECT = time("connect-timeout-secs", "Until a connection stands.");

    static final Block BLOCK = FilterBlock.of(
            "timeout",
            "Takes the place of the upstream's time limits; of several filters the shortest time holds.",
            REQUEST,
            UPSTREAM,
            CONNECT);

    private TimeoutReader() {}

    private static Key<Duration> time(String name, String meaning) {
        return Key.optional(name, TIME, "that of the upstream", meaning).alias(name.replace("-secs", ""));
    }

    static FilterSettings read(String id, Section section) {
        return new FilterSettings.Timeout(id, section.find(REQUEST), section.find(UPSTREAM), section.find(CONNECT));
    }
}
