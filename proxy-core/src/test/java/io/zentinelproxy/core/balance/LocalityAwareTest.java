package io.zentinelproxy.core.balance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** locality_aware. */
class LocalityAwareTest {
    private final List<Endpoint> endpoints = List.of(
            Lot.endpoint("a1", 3, "a"),
            Lot.endpoint("a2", 1, "a"),
            Lot.endpoint("b1", 1, "b"),
            Lot.endpoint("x1", 1, null));

    private LocalityAware balancer(String zone, int minHealthy) {
        return new LocalityAware(endpoints, zone, minHealthy, new RoundRobin(), new RoundRobin());
    }

    @Test
    void ourZoneGetsAllByTheInnerAlgorithm() {
        assertThat(Lot.shares(balancer("a", 1), Lot.all(endpoints), 40)).containsExactly(30, 10, 0, 0);
    }

    @Test
    void whenTooFewOfOurZoneAreUsableAllZonesAreAsked() {
        assertThat(Lot.shares(balancer("a", 2), Lot.without(endpoints, 0), 30)).containsExactly(0, 10, 10, 10);
    }

    @Test
    void whenTheyAreBackOurZoneGetsAllAgain() {
        LocalityAware balancer = balancer("b", 1);
        assertThat(Lot.shares(balancer, Lot.without(endpoints, 2), 50)[2]).isZero();
        assertThat(Lot.shares(balancer, Lot.all(endpoints), 10)).containsExactly(0, 0, 10, 0);
    }

    @Test
    void anUnknownZoneIsNobodys() {
        assertThat(Lot.shares(balancer("", 1), Lot.all(endpoints), 60)).containsExactly(30, 10, 10, 10);
    }

    @Test
    void withoutAFallbackNobodyIsAsked() {
        LocalityAware strict = new LocalityAware(endpoints, "b", 1, new RoundRobin(), null);
        assertThat(strict.choose(Lot.request(), Lot.without(endpoints, 2))).isNull();
        assertThat(new Group(endpoints, strict, 0).choose(Lot.request(), null)).isSameAs(endpoints.get(2));
    }

    @Test
    void aSlowOneOfOurZoneIsRelievedWhereTheInnerAlgorithmSeesIt() {
        int[] shares = Rush.withASlowOne(
                endpoints,
                0,
                clock -> new LocalityAware(endpoints, "a", 1, new LeastConnections(false), new RoundRobin()));
        assertThat(shares[0]).isLessThan(shares[1] / 4);
        assertThat(shares[2] + shares[3]).isZero();
    }
}
