package io.zentinelproxy.core.balance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** least_connections and weighted_least_connections. */
class LeastConnectionsTest {

    @Test
    void whoIsIdleGoesBeforeWhoIsBusy() {
        List<Endpoint> endpoints = Lot.of(3);
        endpoints.get(0).enter();
        endpoints.get(1).enter();
        assertThat(Lot.shares(new LeastConnections(false), Lot.all(endpoints), 10))
                .containsExactly(0, 0, 10);
    }

    @Test
    void thoseAsBusyGoRound() {
        assertThat(Lot.shares(new LeastConnections(false), Lot.all(Lot.of(3)), 30))
                .containsExactly(10, 10, 10);
    }

    @Test
    void requestsUnderWayAreAsManyEverywhere() {
        List<Endpoint> endpoints = Lot.of(4);
        hold(new LeastConnections(false), endpoints, 40);
        assertThat(endpoints).allMatch(endpoint -> endpoint.underWay() == 10);
    }

    @Test
    void weightsCountOnlyWhereTheyAreAskedFor() {
        List<Endpoint> weighted = Lot.ofWeights(3, 1);
        hold(new LeastConnections(true), weighted, 40);
        assertThat(weighted.getFirst().underWay()).isEqualTo(30);
        List<Endpoint> plain = Lot.ofWeights(3, 1);
        hold(new LeastConnections(false), plain, 40);
        assertThat(plain.getFirst().underWay()).isEqualTo(20);
    }

    @Test
    void inIdlenessWeightsAreHonouredToo() {
        assertThat(Lot.shares(new LeastConnections(true), Lot.all(Lot.ofWeights(3, 1)), 40))
                .containsExactly(30, 10);
    }

    @Test
    void theShareOfOneThatGoesIsSharedAndOneThatComesBackIsFilledUp() {
        List<Endpoint> endpoints = Lot.of(3);
        Group group = new Group(endpoints, new LeastConnections(false), 0);
        endpoints.getFirst().away(Absence.UNHEALTHY);
        choose(group, 20);
        assertThat(endpoints.stream().map(Endpoint::underWay)).containsExactly(0, 10, 10);
        endpoints.getFirst().back(Absence.UNHEALTHY);
        choose(group, 10);
        assertThat(endpoints.stream().map(Endpoint::underWay)).containsExactly(10, 10, 10);
    }

    @Test
    void aSlowOneGetsWhatItCanDo() {
        int[] shares = Rush.withASlowOne(Lot.of(3), 1, clock -> new LeastConnections(false));
        assertThat(shares[1]).isLessThan(300);
        assertThat(shares[0] - shares[2]).isBetween(-300, 300);
    }

    private static void hold(Balancer balancer, List<Endpoint> endpoints, int requests) {
        choose(new Group(endpoints, balancer, 0), requests);
    }

    private static void choose(Group group, int requests) {
        for (int i = 0; i < requests; i++) {
            group.choose(Lot.request(), null);
        }
    }
}
