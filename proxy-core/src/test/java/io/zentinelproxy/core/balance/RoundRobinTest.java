package io.zentinelproxy.core.balance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** round_robin, which is weighted as well. */
class RoundRobinTest {
    private final List<Endpoint> endpoints = Lot.ofWeights(5, 3, 1, 1);
    private final RoundRobin balancer = new RoundRobin();

    @Test
    void eachGetsExactlyItsWeightInEachRound() {
        for (int round = 0; round < 10; round++) {
            assertThat(Lot.shares(balancer, Lot.all(endpoints), 10)).containsExactly(5, 3, 1, 1);
        }
    }

    @Test
    void turnsOfOneAreSpreadOverTheRound() {
        Candidates all = Lot.all(endpoints);
        List<Integer> turns = new ArrayList<>();
        for (int turn = 0; turn < 20; turn++) {
            if (balancer.choose(Lot.request(), all) == endpoints.getFirst()) {
                turns.add(turn);
            }
        }
        for (int i = 1; i < turns.size(); i++) {
            assertThat(turns.get(i) - turns.get(i - 1)).isBetween(1, 3);
        }
    }

    @Test
    void theShareOfOneThatGoesIsSharedByTheOthersAndComesBack() {
        assertThat(Lot.shares(balancer, Lot.without(endpoints, 0), 50)).containsExactly(0, 30, 10, 10);
        assertThat(Lot.shares(balancer, Lot.all(endpoints), 50)).containsExactly(25, 15, 5, 5);
    }

    @Test
    void hugeWeightsAreScaledAndNobodyIsForgotten() {
        List<Endpoint> uneven = Lot.ofWeights(1_000_000, 999_999, 1);
        int[] shares = Lot.shares(balancer, Lot.all(uneven), 10_000);
        assertThat(shares[2]).isBetween(1, 10);
        assertThat(shares[0] - shares[1]).isBetween(-10, 10);
    }

    @Test
    void aSlowOneGetsItsShareAllTheSame() {
        assertThat(Rush.withASlowOne(Lot.of(3), 0, clock -> balancer)).containsExactly(2000, 2000, 2000);
    }
}
