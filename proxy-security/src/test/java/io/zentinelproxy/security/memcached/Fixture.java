package io.zentinelproxy.security.memcached;

import io.zentinelproxy.core.config.OriginAddress;
import io.zentinelproxy.security.quota.StoreSettings.Fallback;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/** Stores of the tests here, and their clock. */
final class Fixture {
    /** Not what is tested where it is used: a machine that builds is slow. */
    static final Duration AMPLE = Duration.ofSeconds(20);

    /** memcached's clock is the real one, whatever the clock of a test says. */
    private static final Duration KEPT = Duration.ofHours(1);

    private Fixture() {}

    static MemcachedSettings settings(Duration timeout, boolean exact, int... ports) {
        List<OriginAddress.Tcp> servers = IntStream.of(ports)
                .mapToObj(port -> new OriginAddress.Tcp("127.0.0.1", port))
                .toList();
        return new MemcachedSettings(servers, "test:", 10, timeout, KEPT, Fallback.CLOSED, exact);
    }

    static MemcachedStore windows(MemcachedServer server) {
        return new MemcachedStore(settings(AMPLE, false, server.port()));
    }

    static MemcachedStore exact(MemcachedServer server) {
        return new MemcachedStore(settings(AMPLE, true, server.port()));
    }

    /** A clock that the test moves: both readings are the same. */
    static final class Hand {
        private volatile long nanos = 1_700_000_000_000_000_000L;

        SharedClock clock() {
            return new SharedClock(() -> nanos, () -> nanos);
        }

        void advance(Duration by) {
            nanos += by.toNanos();
        }
    }
}
