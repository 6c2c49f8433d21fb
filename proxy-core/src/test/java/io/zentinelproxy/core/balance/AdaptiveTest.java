package io.zentinelproxy.core.balance;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.config.BalancingSettings;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** adaptive. */
class AdaptiveTest {
    private static final long MILLI = 1_000_000;
    private static final Duration INTERVAL = Duration.ofSeconds(10);

    private final List<Endpoint> endpoints = Lot.ofWeights(2, 1);
    private long now;
    private final Adaptive balancer = new Adaptive(endpoints, settings(100), () -> now);

    private static BalancingSettings.Adaptive settings(int minRequests) {
        return new BalancingSettings.Adaptive(0.05, Duration.ofMillis(500), INTERVAL, minRequests, 10, 200);
    }

    /** For some intervals, tries at each that take so long, of which so many of a hundred fail. */
    private void live(int intervals, int firstFails, long firstMillis) {
        for (int interval = 0; interval < intervals; interval++) {
            for (int i = 0; i < 100; i++) {
                balancer.ended(
                        endpoints.get(0), i < firstFails ? Outcome.ERROR_STATUS : Outcome.SUCCESS, firstMillis * MILLI);
                balancer.ended(endpoints.get(1), Outcome.SUCCESS, 10 * MILLI);
            }
            now += INTERVAL.toNanos();
            balancer.ended(endpoints.get(1), Outcome.UNKNOWN, 0);
        }
    }

    private int[] shares() {
        return Lot.shares(balancer, Lot.all(endpoints), 1200);
    }

    @Test
    void untilAnythingIsKnownWeightsHold() {
        assertThat(shares()).containsExactly(800, 400);
    }

    @Test
    void whileAllDoWellWeightsHold() {
        live(10, 0, 10);
        assertThat(shares()[0]).isBetween(795, 805);
    }

    @Test
    void whoFailsOftenGetsLessAndLessDownToItsTenth() {
        live(1, 20, 10);
        int after = shares()[0];
        live(20, 100, 10);
        assertThat(after).isBetween(400, 750);
        // 2 x 10 % against 1 x 200 %.
        assertThat(shares()[0]).isBetween(105, 115);
    }

    @Test
    void whoIsLateGetsLessAndRecovers() {
        live(10, 0, 2000);
        int late = shares()[0];
        live(10, 0, 10);
        assertThat(late).isBetween(200, 300);
        assertThat(shares()[0]).isBetween(790, 810);
    }

    @Test
    void fewTriesSayNothing() {
        Adaptive strict = new Adaptive(endpoints, settings(1000), () -> now);
        for (int i = 0; i < 500; i++) {
            strict.ended(endpoints.get(0), Outcome.ERROR_STATUS, MILLI);
        }
        now += INTERVAL.toNanos();
        strict.ended(endpoints.get(0), Outcome.ERROR_STATUS, MILLI);
        assertThat(Lot.shares(strict, Lot.all(endpoints), 300)).containsExactly(200, 100);
    }

    @Test
    void whatWasLearntIsKeptWhenTheListChanges() {
        live(20, 100, 10);
        Adaptive next = new Adaptive(endpoints, settings(100), () -> now);
        assertThat(Lot.shares(next, Lot.all(endpoints), 1200)[0]).isLessThan(120);
    }

    @Test
    void aSlowOneGetsLess() {
        List<Endpoint> three = Lot.of(3);
        BalancingSettings.Adaptive quick =
                new BalancingSettings.Adaptive(0.05, Duration.ofMillis(100), Duration.ofSeconds(1), 5, 10, 200);
        int[] shares = Rush.withASlowOne(three, 0, clock -> new Adaptive(three, quick, clock));
        assertThat(shares[0]).isLessThan(1000);
        assertThat(shares[1] - shares[2]).isBetween(-100, 100);
    }

    @Test
    void oneThatIsAwayGetsNothing() {
        assertThat(Lot.shares(balancer, Lot.without(endpoints, 0), 10)).containsExactly(0, 10);
    }
}
