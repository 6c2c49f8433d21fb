package io.zentinelproxy.core.balance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** random. */
class RandomChoiceTest {
    private final RandomChoice balancer = new RandomChoice(Lot.dice(1));

    @Test
    void eachIsAsLikelyAsItsWeight() {
        List<Endpoint> endpoints = Lot.ofWeights(4, 2, 1, 1);
        int[] shares = Lot.shares(balancer, Lot.all(endpoints), 8000);
        // 99.9 % of what is fair lies below this, of three degrees of freedom.
        assertThat(Lot.chiSquare(shares, 4, 2, 1, 1)).isLessThan(16.3);
    }

    @Test
    void oneThatIsAwayGetsNothing() {
        List<Endpoint> endpoints = Lot.of(3);
        int[] shares = Lot.shares(balancer, Lot.without(endpoints, 1), 3000);
        assertThat(shares[1]).isZero();
        assertThat(shares[0]).isBetween(1350, 1650);
    }

    @Test
    void itIsNoRotation() {
        List<Endpoint> owners = Lot.owners(balancer, Lot.all(Lot.of(2)), 100);
        long repeated = java.util.stream.IntStream.range(1, 100)
                .filter(i -> owners.get(i) == owners.get(i - 1))
                .count();
        assertThat(repeated).isBetween(30L, 70L);
    }

    @Test
    void aSlowOneGetsItsShareAllTheSame() {
        assertThat(Rush.withASlowOne(Lot.of(3), 0, clock -> balancer)[0]).isBetween(1800, 2200);
    }
}
