package io.zentinelproxy.core.balance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** peak_ewma. */
class PeakEwmaTest {
    private static final Duration DECAY = Duration.ofSeconds(10);
    private static final long MILLI = 1_000_000;

    private long now = 1000 * MILLI;

    private PeakEwma balancer(List<Endpoint> endpoints) {
        return new PeakEwma(endpoints, DECAY, Lot.dice(1), () -> now);
    }

    @Test
    void thoseAlikeGetAsMuchAsTheyWeigh() {
        int[] shares = Lot.shares(balancer(Lot.ofWeights(2, 1, 1)), Lot.all(Lot.ofWeights(2, 1, 1)), 1000);
        assertThat(shares[0]).isGreaterThan(shares[1]).isGreaterThan(shares[2]);
    }

    @Test
    void oneSlowAnswerIsEnoughToKeepAway() {
        List<Endpoint> endpoints = Lot.of(2);
        PeakEwma balancer = balancer(endpoints);
        balancer.ended(endpoints.get(0), Outcome.SUCCESS, MILLI);
        balancer.ended(endpoints.get(1), Outcome.SUCCESS, MILLI);
        balancer.ended(endpoints.get(0), Outcome.SUCCESS, 200 * MILLI);
        assertThat(Lot.shares(balancer, Lot.all(endpoints), 100)).containsExactly(0, 100);
    }

    @Test
    void itIsForgivenOverTime() {
        List<Endpoint> endpoints = Lot.of(2);
        PeakEwma balancer = balancer(endpoints);
        balancer.ended(endpoints.get(0), Outcome.SUCCESS, 200 * MILLI);
        now += 10 * DECAY.toNanos();
        balancer.ended(endpoints.get(1), Outcome.SUCCESS, MILLI);
        assertThat(Lot.shares(balancer, Lot.all(endpoints), 100)).containsExactly(100, 0);
    }

    @Test
    void whoFailsQuicklyIsNotTakenForQuick() {
        List<Endpoint> endpoints = Lot.of(2);
        PeakEwma balancer = balancer(endpoints);
        balancer.ended(endpoints.get(0), Outcome.UNREACHABLE, MILLI / 10);
        balancer.ended(endpoints.get(1), Outcome.SUCCESS, 50 * MILLI);
        assertThat(Lot.shares(balancer, Lot.all(endpoints), 100)).containsExactly(0, 100);
    }

    @Test
    void oneThatAClientDidNotWaitForIsSlow() {
        List<Endpoint> endpoints = Lot.of(2);
        PeakEwma balancer = balancer(endpoints);
        balancer.ended(endpoints.get(0), Outcome.UNKNOWN, 900 * MILLI);
        balancer.ended(endpoints.get(1), Outcome.SUCCESS, 50 * MILLI);
        assertThat(Lot.shares(balancer, Lot.all(endpoints), 100)).containsExactly(0, 100);
    }

    @Test
    void whatWasSeenIsKeptWhenAnotherEndpointComes() {
        List<Endpoint> before = Lot.of(2);
        balancer(before).ended(before.get(0), Outcome.SUCCESS, 200 * MILLI);
        List<Endpoint> after = List.of(before.get(0), Lot.endpoint("new", 1, null));
        assertThat(Lot.shares(balancer(after), Lot.all(after), 100)).containsExactly(0, 100);
    }

    @Test
    void aSlowOneGetsNextToNothing() {
        List<Endpoint> endpoints = Lot.of(3);
        int[] shares = Rush.withASlowOne(endpoints, 2, clock -> new PeakEwma(endpoints, DECAY, Lot.dice(9), clock));
        assertThat(shares[2]).isLessThan(60);
        assertThat(shares[0] - shares[1]).isBetween(-600, 600);
    }

    @Test
    void oneThatIsAwayGetsNothing() {
        List<Endpoint> endpoints = Lot.of(3);
        assertThat(Lot.shares(balancer(endpoints), Lot.without(endpoints, 1), 100)[1])
                .isZero();
    }
}
