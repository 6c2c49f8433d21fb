package io.zentinelproxy.core.upstream;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which address of a target is tried first: each in turn, so that they share the connections; those that could not be reached just
 * now last, so that only one request in a while waits for them in vain. Any thread.
 */
final class AddressTurns {
    /** For how long an address that failed is tried last. */
    private static final long SHUNNED = Duration.ofSeconds(10).toNanos();

    /** Failures that are remembered. */
    private static final int MAX_REMEMBERED = 64;

    /** When each of them failed. Guarded by this, as is the next. */
    private final Map<InetAddress, Long> failures = new LinkedHashMap<>();

    private int next;

    /** All of them, as they are to be tried. */
    synchronized List<InetAddress> order(List<InetAddress> addresses, long now) {
        if (addresses.size() == 1) {
            return addresses;
        }
        failures.values().removeIf(failedAt -> now - failedAt > SHUNNED);
        int first = Math.floorMod(next++, addresses.size());
        List<InetAddress> order = new ArrayList<>(addresses.size());
        List<InetAddress> last = new ArrayList<>();
        for (int i = 0; i < addresses.size(); i++) {
            InetAddress address = addresses.get((first + i) % addresses.size());
            (failures.containsKey(address) ? last : order).add(address);
        }
        order.addAll(last);
        return order;
    }

    synchronized void failed(InetAddress address, long now) {
        if (failures.size() < MAX_REMEMBERED) {
            failures.put(address, now);
        }
    }
}
