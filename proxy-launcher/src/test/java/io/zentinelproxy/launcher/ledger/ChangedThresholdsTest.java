package io.zentinelproxy.launcher.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zentinelproxy.inference.ledger.Alerts;
import io.zentinelproxy.inference.ledger.Claim;
import io.zentinelproxy.inference.ledger.Decision;
import io.zentinelproxy.inference.ledger.Ledger;
import io.zentinelproxy.inference.ledger.LedgerException;
import io.zentinelproxy.inference.ledger.Limit;
import io.zentinelproxy.inference.ledger.Measure;
import io.zentinelproxy.inference.ledger.Reservation;
import io.zentinelproxy.inference.ledger.Window;
import io.zentinelproxy.security.redis.RedisServer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Alerts that nobody has to tell any more, as the thresholds are others by now. */
class ChangedThresholdsTest {
    private static final Duration LEASE = Duration.ofMinutes(15);

    private final AtomicLong clock = new AtomicLong(1_792_584_000_000L);

    private static Limit day(Integer... thresholds) {
        return new Limit(
                "day", Measure.TOKENS, new Window.Calendar(Window.Unit.DAY), 100, 0, null, List.of(thresholds), true);
    }

    private static Reservation reserve(Ledger of, Limit limit) throws LedgerException {
        return switch (of.reserve(List.of(new Claim(limit, "a", 60)))) {
            case Decision.Granted granted -> granted.reservation();
            case Decision.Refused refused -> throw new AssertionError("refused: " + refused);
        };
    }

    /** Else 16 of them leave no room for those that are to be told. */
    @Test
    void anAlertOfAThresholdThatIsNoneAnyMoreIsTakenOutOfTheAccount() throws Exception {
        Alerts mute = (limit, holder, perMille, used, most) -> {
            throw new IllegalStateException("gone");
        };
        try (RedisServer redis = RedisServer.startDurable();
                Ledger gone = Places.redis(redis.port(), LEASE).open(mute, clock::get);
                Ledger next = Places.redis(redis.port(), LEASE).open(Alerts.none(), clock::get)) {
            reserve(gone, day(500)).settle(new long[] {60}, RedisLedgerTest.ENTRY);
            assertThat(redis.cli("HKEYS", "zentinel:{ledger}:a:3:day:a")).containsPattern("(?m)^p");
            clock.addAndGet(30_000);
            next.reserve(List.of(new Claim(day(900), "a", 1)));
            await().untilAsserted(() -> assertThat(redis.cli("HKEYS", "zentinel:{ledger}:a:3:day:a"))
                    .contains("used")
                    .doesNotContainPattern("(?m)^p"));
        }
    }
}
