package io.zentinelproxy.security.redis;

import static io.zentinelproxy.security.quota.Charges.limiter;

import io.zentinelproxy.core.config.OriginAddress;
import io.zentinelproxy.security.quota.Limiter;
import io.zentinelproxy.security.quota.StoreSettings.Fallback;
import io.zentinelproxy.security.redis.RedisSettings.Mode;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** Stores of the tests here, and limits that do not come back. */
final class Questions {
    /** Generous: a loaded machine must not look like an outage. */
    static final Duration PATIENCE = Duration.ofSeconds(5);

    /** Of a limit that does not come back while a test runs. */
    static final Duration LONG = Duration.ofDays(1);

    private Questions() {}

    static RedisSettings at(int... ports) {
        return of(Mode.SINGLE, "", PATIENCE, ports);
    }

    static RedisSettings of(Mode mode, String master, Duration timeout, int... ports) {
        List<OriginAddress.Tcp> nodes = java.util.Arrays.stream(ports)
                .mapToObj(port -> new OriginAddress.Tcp("127.0.0.1", port))
                .toList();
        return new RedisSettings(mode, nodes, master, 0, null, null, null, "t:", 10, timeout, Fallback.CLOSED);
    }

    /** Nothing comes back while a test runs. */
    static Limiter hourly(String id, long burst) {
        return limiter(id, 1, Duration.ofHours(1), burst);
    }

    static RedisStore open(RedisSettings settings) {
        try {
            return RedisStore.open(settings);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
