package io.zentinelproxy.core.wire.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.testkit.HandClock;
import io.zentinelproxy.core.testkit.RunningProxy;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** {@code slow-start-secs}: who comes back gets a tenth of its share, and more with time. */
class SlowStartTest {
    private static final String KEYS = "slow-start-secs 100\n"
            + "circuit-breaker { failure-threshold 2; success-threshold 1; timeout-seconds 10; }";

    @Test
    void theShareGrowsFromATenthToTheWhole() {
        HandClock clock = new HandClock();
        try (CheckedOrigin back = CheckedOrigin.healthy().requestsGet(CheckedOrigin.FAILING);
                CheckedOrigin other = CheckedOrigin.healthy();
                RunningProxy proxy =
                        RunningProxy.inFrontOf(other.origin, clock, Targets.of(KEYS, back.port(), other.port()))) {
            Targets.until(() -> {
                Targets.get(proxy);
                return !Targets.isUp(proxy, back.port());
            });
            back.requestsGet(CheckedOrigin.OK);
            clock.advance(Duration.ofSeconds(11));
            Targets.until(() -> {
                Targets.getAll(proxy, 1, 200);
                return Targets.breaker(proxy, back.port()) == 0;
            });
            // Of two hundred turns each has a hundred.
            assertThat(shareOfTwoHundred(proxy, back)).isBetween(9L, 11L);
            clock.advance(Duration.ofSeconds(50));
            assertThat(shareOfTwoHundred(proxy, back)).isBetween(49L, 51L);
            clock.advance(Duration.ofSeconds(51));
            assertThat(shareOfTwoHundred(proxy, back)).isEqualTo(100);
        }
    }

    private static long shareOfTwoHundred(RunningProxy proxy, CheckedOrigin origin) {
        long before = origin.requests();
        Targets.getAll(proxy, 200, 200);
        return origin.requests() - before;
    }

    @Test
    void whoIsAloneGetsEverythingAtOnce() {
        HandClock clock = new HandClock();
        try (CheckedOrigin back = CheckedOrigin.healthy().requestsGet(CheckedOrigin.FAILING);
                RunningProxy proxy = RunningProxy.inFrontOf(back.origin, clock, Targets.of(KEYS, back.port()))) {
            Targets.until(() -> Targets.get(proxy).status() == 503);
            back.requestsGet(CheckedOrigin.OK);
            clock.advance(Duration.ofSeconds(11));
            Targets.getAll(proxy, 1, 200);
            Targets.until(() -> Targets.breaker(proxy, back.port()) == 0);
            Targets.getAll(proxy, 20, 200);
        }
    }
}
