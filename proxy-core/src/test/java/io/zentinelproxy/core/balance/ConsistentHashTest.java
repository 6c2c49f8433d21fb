package io.zentinelproxy.core.balance;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.config.BalancingSettings;
import io.zentinelproxy.core.config.HashKey;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** consistent_hash. */
class ConsistentHashTest {
    private static final int CLIENTS = 6000;

    private static ConsistentHash balancer(List<Endpoint> endpoints, int nodes, double factor) {
        return new ConsistentHash(endpoints, new BalancingSettings.ConsistentHash(HashKey.CLIENT_IP, nodes, factor));
    }

    private static ConsistentHash balancer(List<Endpoint> endpoints) {
        return balancer(endpoints, 150, 1.25);
    }

    @Test
    void keysAreSharedOutNearlyEvenly() {
        List<Endpoint> endpoints = Lot.of(4);
        assertThat(Lot.shares(balancer(endpoints), Lot.all(endpoints), CLIENTS))
                .satisfies(shares ->
                        IntStream.of(shares).forEach(share -> assertThat(share).isBetween(1100, 1900)));
    }

    @Test
    void morePlacesAreMoreEven() {
        List<Endpoint> endpoints = Lot.of(8);
        double few = Lot.chiSquare(
                Lot.shares(balancer(endpoints, 5, 1.25), Lot.all(endpoints), CLIENTS), 1, 1, 1, 1, 1, 1, 1, 1);
        double many = Lot.chiSquare(
                Lot.shares(balancer(endpoints, 2000, 1.25), Lot.all(endpoints), CLIENTS), 1, 1, 1, 1, 1, 1, 1, 1);
        assertThat(many).isLessThan(few / 10);
    }

    @Test
    void weightsAreHonoured() {
        List<Endpoint> endpoints = Lot.ofWeights(3, 1);
        assertThat(Lot.shares(balancer(endpoints), Lot.all(endpoints), CLIENTS)[0])
                .isBetween(4200, 4800);
    }

    @Test
    void keysOfOneThatIsAwayMoveAloneAndComeBack() {
        List<Endpoint> endpoints = Lot.ofWeights(1, 2, 1, 3, 1);
        Moves.onlyThoseOfTheOneThatLeft(balancer(endpoints), endpoints, 3, CLIENTS);
    }

    @Test
    void keysOfATargetThatIsRemovedMoveAloneWhateverTheOrder() {
        List<Endpoint> before = Lot.ofWeights(1, 2, 1, 3, 1);
        List<Endpoint> after = List.of(before.get(4), before.get(2), before.get(0), before.get(1));
        assertThat(Moves.share(balancer(before), before, balancer(after), after, CLIENTS, before.get(3)))
                .isZero();
    }

    @Test
    void nobodyHasMoreThanItsShareTimesTheFactor() {
        List<Endpoint> endpoints = Lot.of(5);
        Group group = new Group(endpoints, balancer(endpoints), 0);
        for (int request = 0; request < 100; request++) {
            group.choose(Lot.from(1), null);
        }
        int most = endpoints.stream().mapToInt(Endpoint::underWay).max().orElseThrow();
        assertThat(most).isEqualTo(25);
        assertThat(endpoints.stream().mapToInt(Endpoint::underWay).sum()).isEqualTo(100);
    }

    @Test
    void aFactorThatIsNeverReachedKeepsAllTogether() {
        List<Endpoint> endpoints = Lot.of(5);
        Group group = new Group(endpoints, balancer(endpoints, 150, 1000), 0);
        for (int request = 0; request < 100; request++) {
            group.choose(Lot.from(1), null);
        }
        assertThat(endpoints.stream().map(Endpoint::underWay)).containsOnlyOnce(100);
    }

    @Test
    void aRingHasItsBoundWhateverTheWeights() {
        List<Endpoint> endpoints = Lot.ofWeights(1_000_000, 1_000_000, 1);
        HashRing ring = new HashRing(endpoints, 10_000);
        assertThat(ring.size()).isLessThanOrEqualTo(HashRing.MAX_PLACES + 3);
        assertThat(IntStream.range(0, ring.size()).filter(place -> ring.owner(place) == 2))
                .isNotEmpty();
    }

    @Test
    void aSlowOneIsRelievedOfWhatIsTooMuch() {
        List<Endpoint> endpoints = Lot.of(3);
        int[] bounded = Rush.withASlowOne(endpoints, 0, clock -> balancer(endpoints));
        int[] unbounded = Rush.withASlowOne(endpoints, 0, clock -> balancer(endpoints, 150, 1000));
        assertThat(bounded[0]).isLessThan(unbounded[0] / 2);
    }
}
