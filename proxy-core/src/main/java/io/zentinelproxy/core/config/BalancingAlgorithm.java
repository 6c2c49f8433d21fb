package io.zentinelproxy.core.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The balancing algorithms by the names that the original has for them. */
enum BalancingAlgorithm {
    /** What the original calls {@code weighted} is no other: turns go by weight. */
    ROUND_ROBIN("round_robin", "roundrobin", "weighted", "weighted_round_robin"),
    RANDOM("random"),
    LEAST_CONNECTIONS("least_connections"),
    WEIGHTED_LEAST_CONNECTIONS("weighted_least_connections", "weighted_least_conn", "wlc"),
    POWER_OF_TWO_CHOICES("power_of_two_choices", "p2c"),
    PEAK_EWMA("peak_ewma", "ewma"),
    ADAPTIVE("adaptive"),
    IP_HASH("ip_hash"),
    CONSISTENT_HASH("consistent_hash"),
    MAGLEV("maglev"),
    LEAST_TOKENS_QUEUED("least_tokens_queued"),
    LOCALITY_AWARE("locality_aware", "locality"),
    DETERMINISTIC_SUBSET("deterministic_subset", "subset"),
    STICKY("sticky", "sticky_session"),
    /** Only in place of one: the request is refused. */
    FAIL_LOCAL("fail_local");

    private final List<String> words;

    BalancingAlgorithm(String... words) {
        this.words = List.of(words);
    }

    /** The name that is shown. */
    String word() {
        return words.getFirst();
    }

    /** Whether it needs no other algorithm. */
    private boolean isSimple() {
        return switch (this) {
            case ROUND_ROBIN,
                    RANDOM,
                    LEAST_CONNECTIONS,
                    WEIGHTED_LEAST_CONNECTIONS,
                    POWER_OF_TWO_CHOICES,
                    PEAK_EWMA,
                    ADAPTIVE,
                    IP_HASH,
                    CONSISTENT_HASH,
                    MAGLEV,
                    LEAST_TOKENS_QUEUED -> true;
            case LOCALITY_AWARE, DETERMINISTIC_SUBSET, STICKY, FAIL_LOCAL -> false;
        };
    }

    /** All that an upstream may have. */
    static Map<String, BalancingAlgorithm> words() {
        Map<String, BalancingAlgorithm> words = simple();
        LOCALITY_AWARE.addTo(words);
        DETERMINISTIC_SUBSET.addTo(words);
        STICKY.addTo(words);
        return words;
    }

    /** Those that another may use. */
    static Map<String, BalancingAlgorithm> simple() {
        Map<String, BalancingAlgorithm> words = new LinkedHashMap<>();
        for (BalancingAlgorithm algorithm : values()) {
            if (algorithm.isSimple()) {
                algorithm.addTo(words);
            }
        }
        return words;
    }

    /** What may stand in for one that finds nobody. */
    static Map<String, BalancingAlgorithm> fallbacks() {
        Map<String, BalancingAlgorithm> words = simple();
        FAIL_LOCAL.addTo(words);
        return words;
    }

    private void addTo(Map<String, BalancingAlgorithm> into) {
        words.forEach(word -> into.put(word, this));
    }
}
