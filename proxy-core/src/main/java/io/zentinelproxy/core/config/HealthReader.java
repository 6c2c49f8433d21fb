package io.zentinelproxy.core.config;

import java.time.Duration;

/** Reads what an upstream says of the health of its targets. */
final class HealthReader {
    static final Key<Duration> SLOW_START = Key.defaulting(
                    "slow-start-secs",
                    QuantityTypes.seconds(Duration.ZERO, Duration.ofHours(1)),
                    Duration.ZERO,
                    "How long a target that comes back, or is new among others, takes to get its full share, beginning with a"
                            + " tenth. 0 means at once.")
            .alias("slow-start");

    static final Key<Integer> PANIC_THRESHOLD = Key.defaulting(
            "panic-threshold",
            QuantityTypes.count(0, 100),
            10,
            "Percentage of the targets: where fewer are available, but any, requests go to those that are not as well, lest the"
                    + " few break down. Where none is left, those that are merely ejected get them. 0 means never.");

    private HealthReader() {}

    /** A time up to a day, called {@code NAME-secs} or {@code NAME}. */
    static Key<Duration> duration(String name, Duration least, int seconds, String meaning) {
        return Key.defaulting(
                        name + "-secs",
                        QuantityTypes.seconds(least, Duration.ofDays(1)),
                        Duration.ofSeconds(seconds),
                        meaning)
                .alias(name);
    }

    /**
     * Reads keys and blocks.
     *
     * @param tellsClient whether connections begin by telling of a client
     */
    static HealthSettings read(Section section, int targets, boolean tellsClient) {
        boolean saysBreaker = section.has(BreakerReader.OF_TARGETS);
        HealthCheckSettings check =
                section.optional(HealthCheckReader.BLOCK, block -> HealthCheckReader.read(block, tellsClient));
        BreakerSettings breaker = section.optional(BreakerReader.OF_TARGETS, BreakerReader::read);
        OutlierSettings outliers = section.optional(OutlierReader.BLOCK, OutlierReader::read);
        return new HealthSettings(
                check,
                saysBreaker || targets < 2 ? breaker : BreakerSettings.UNSAID,
                outliers,
                section.get(SLOW_START),
                section.get(PANIC_THRESHOLD));
    }
}
