package io.zentinelproxy.launcher.ledger;

import io.zentinelproxy.core.config.OriginAddress;
import io.zentinelproxy.inference.ledger.FileLedger;
import io.zentinelproxy.inference.ledger.LedgerSettings;
import io.zentinelproxy.inference.ledger.Limit;
import io.zentinelproxy.inference.ledger.Measure;
import io.zentinelproxy.inference.ledger.Window;
import io.zentinelproxy.security.quota.StoreSettings;
import io.zentinelproxy.security.redis.RedisScripts;
import io.zentinelproxy.security.redis.RedisSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Where books are, as one word: a folder, or {@code redis:PORT}. */
final class Places {
    /** What two children share. */
    static final String HOLDER = "team";

    /** A machine that stands still for a moment is no outage of the server. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private Places() {}

    static LedgerSettings of(String place, Duration lease) {
        if (!place.startsWith("redis:")) {
            return new LedgerSettings.File(
                    Path.of(place), FileLedger.Fsync.INTERVAL, lease, 1000, FileLedger.RETENTION);
        }
        return redis(Integer.parseInt(place.substring("redis:".length())), lease);
    }

    static LedgerSettings.Redis redis(int port, Duration lease) {
        RedisSettings settings = new RedisSettings(
                RedisSettings.Mode.SINGLE,
                List.of(new OriginAddress.Tcp("127.0.0.1", port)),
                "",
                0,
                null,
                null,
                null,
                "",
                8,
                PATIENCE,
                StoreSettings.Fallback.CLOSED);
        return new LedgerSettings.Redis(
                RedisScripts.of(settings), LedgerSettings.Redis.PREFIX, lease, LedgerSettings.Fallback.CLOSED);
    }

    /** No turn of the calendar comes in between. */
    static Limit budget(long most) {
        return new Limit(
                "budget", Measure.TOKENS, new Window.Rolling(Duration.ofDays(1)), most, 0, null, List.of(), true);
    }
}
