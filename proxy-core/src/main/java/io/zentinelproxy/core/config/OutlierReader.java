package io.zentinelproxy.core.config;

import java.time.Duration;

/** Reads the block {@code outlier-detection} of an upstream; its words are Envoy's where that has them. */
final class OutlierReader {
    private static final int MANY = 1_000_000;

    private static final Key<Integer> CONSECUTIVE = Key.defaulting(
            "consecutive-failures",
            QuantityTypes.count(0, MANY),
            5,
            "Requests failed in a row for which a target is ejected. 0 means never.");

    private static final Duration LEAST = Duration.ofMillis(100);

    private static final Key<Integer> FAILURE_PERCENT = Key.defaulting(
            "failure-percentage",
            QuantityTypes.count(0, 100),
            50,
            "Share of its requests of one interval for which a target is ejected when more fail. 0 means never.");

    private static final Key<Integer> LATENCY_FACTOR = Key.defaulting(
            "latency-factor",
            QuantityTypes.count(0, 1000),
            0,
            "How many times the average of the other targets a target may take to the head of an answer, over one interval. 0"
                    + " means any number.");

    private static final Key<Integer> MIN_REQUESTS = Key.defaulting(
            "min-requests",
            QuantityTypes.count(1, MANY),
            100,
            "Requests of one interval that a target must have had before share or latency are judged.");

    private static final Key<Duration> INTERVAL = HealthReader.duration(
            "interval", LEAST, 10, "How often share and latency are judged; then both begin anew.");

    private static final Key<Duration> BASE_EJECTION = HealthReader.duration(
            "base-ejection",
            LEAST,
            30,
            "How long a target gets no requests the first time; twice as long the second time in a row, and so on.");

    private static final Key<Duration> MAX_EJECTION =
            HealthReader.duration("max-ejection", LEAST, 300, "The longest that a target is ejected for.");

    private static final Key<Integer> MAX_EJECTION_PERCENT = Key.defaulting(
            "max-ejection-percent",
            QuantityTypes.count(0, 100),
            50,
            "Share of the targets that may be ejected at once. One may where there are two or more, the last one never.");

    private static final Key<Blame> OBSERVE = BreakerReader.observe();

    static final Block BLOCK = Block.single(
                    "outlier-detection",
                    "Takes a target out for a time that stands out by what becomes of real requests.")
            .keys(
                    CONSECUTIVE,
                    FAILURE_PERCENT,
                    LATENCY_FACTOR,
                    MIN_REQUESTS,
                    INTERVAL,
                    BASE_EJECTION,
                    MAX_EJECTION,
                    MAX_EJECTION_PERCENT,
                    OBSERVE);

    private OutlierReader() {}

    static OutlierSettings read(Section section) {
        int consecutive = section.get(CONSECUTIVE);
        int percent = section.get(FAILURE_PERCENT);
        int latency = section.get(LATENCY_FACTOR);
        Duration base = section.get(BASE_EJECTION);
        Duration most = section.get(MAX_EJECTION);
        if (consecutive == 0 && percent == 0 && latency == 0) {
            section.report(
                    "nobody stands out by this `outlier-detection`",
                    "one of `consecutive-failures`, `failure-percentage` and `latency-factor` above 0");
        }
        if (base.compareTo(most) > 0) {
            section.report("`base-ejection-secs` is more than `max-ejection-secs`", "a shorter one");
        }
        return new OutlierSettings(
                consecutive,
                percent,
                latency,
                section.get(MIN_REQUESTS),
                section.get(INTERVAL),
                base,
                most,
                section.get(MAX_EJECTION_PERCENT),
                section.get(OBSERVE));
    }
}
