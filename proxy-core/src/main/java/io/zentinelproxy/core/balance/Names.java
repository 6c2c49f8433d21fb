package io.zentinelproxy.core.balance;

import io.zentinelproxy.core.bytes.Xxh64;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes numbers of endpoints that are the same in every process and do not depend on their order: of their names, and of how many went
 * before with the same.
 */
final class Names {
    private Names() {}

    /** By position. */
    static long[] hashes(List<Endpoint> endpoints) {
        Map<String, Integer> before = HashMap.newHashMap(endpoints.size());
        return endpoints.stream()
                .mapToLong(endpoint -> Xxh64.hash(
                        endpoint.name().getBytes(StandardCharsets.UTF_8),
                        before.merge(endpoint.name(), 1, Integer::sum)))
                .toArray();
    }

    /** Whether all weigh the same. */
    static boolean areEven(List<Endpoint> endpoints) {
        return endpoints.stream().mapToInt(Endpoint::weight).distinct().count() <= 1;
    }
}
