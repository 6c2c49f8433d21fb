package io.zentinelproxy.core.config;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads a block {@code circuit-breaker}, of an upstream's targets or of a route. */
final class BreakerReader {
    private static final Key<Boolean> ENABLED =
            Key.defaulting("enabled", WordTypes.SWITCH, true, "Whether there is one.");

    private static final Key<Integer> FAILURE_THRESHOLD = Key.defaulting(
            "failure-threshold", QuantityTypes.count(1, 1_000_000), 5, "Failures in a row that open it.");

    private static final Key<Integer> SUCCESS_THRESHOLD = Key.defaulting(
            "success-threshold",
            QuantityTypes.count(1, 1_000_000),
            2,
            "Trial requests that must go well before it closes; one that fails opens it again.");

    private static final Key<Duration> TIMEOUT = Key.defaulting(
                    "timeout-seconds",
                    QuantityTypes.seconds(Duration.ofMillis(1), Duration.ofDays(1)),
                    Duration.ofSeconds(30),
                    "How long it stays open; then trial requests are let through.")
            .alias("timeout-secs");

    private static final Key<Integer> HALF_OPEN_MAX = Key.defaulting(
            "half-open-max-requests", QuantityTypes.count(1, 1_000_000), 1, "Trial requests under way at once.");

    private static final Key<Blame> OBSERVE = observe();

    static final Block OF_TARGETS = block(
            "Takes a target out of which requests fail. Without this block there is one where there are two or more targets,"
                    + " with these defaults but for `observe`, which is layer4 then.");

    static final Block OF_ROUTE = block(
            "Answers requests of the route with 503 at once while they would fail anyway. Without this block there is none.");

    private BreakerReader() {}

    private static Block block(String meaning) {
        return Block.single("circuit-breaker", meaning)
                .keys(ENABLED, FAILURE_THRESHOLD, SUCCESS_THRESHOLD, TIMEOUT, HALF_OPEN_MAX, OBSERVE);
    }

    static Key<Blame> observe() {
        Map<String, Blame> words = new LinkedHashMap<>();
        words.put("layer7", Blame.LAYER7);
        words.put("layer4", Blame.LAYER4);
        return Key.defaulting(
                "observe",
                WordTypes.choice(words, List.of()),
                Blame.LAYER7,
                "What counts as a failure: layer4 is a connection that does not come about, breaks or is silent; layer7 is that"
                        + " and a status of 500 or above.");
    }

    /** What the block says, or null where it says that there is none. */
    static @Nullable BreakerSettings read(Section section) {
        BreakerSettings settings = new BreakerSettings(
                section.get(FAILURE_THRESHOLD),
                section.get(SUCCESS_THRESHOLD),
                section.get(TIMEOUT),
                section.get(HALF_OPEN_MAX),
                section.get(OBSERVE),
                false);
        return section.get(ENABLED) ? settings : null;
    }
}
