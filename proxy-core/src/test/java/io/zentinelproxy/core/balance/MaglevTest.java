package io.zentinelproxy.core.balance;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.config.BalancingSettings;
import io.zentinelproxy.core.config.HashKey;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** maglev. */
class MaglevTest {
    private static final int CLIENTS = 6000;
    private static final int SIZE = 65_537;

    private static Maglev balancer(List<Endpoint> endpoints) {
        return new Maglev(endpoints, new BalancingSettings.Maglev(HashKey.CLIENT_IP, SIZE));
    }

    @Test
    void placesAreSharedOutEvenlyToOne() {
        MaglevTable table = new MaglevTable(Lot.of(7), SIZE);
        for (int owner = 0; owner < 7; owner++) {
            assertThat(places(table, owner)).isBetween(SIZE / 7L, SIZE / 7L + 1);
        }
    }

    @Test
    void placesAreSharedOutByWeight() {
        MaglevTable table = new MaglevTable(Lot.ofWeights(5, 2, 1), SIZE);
        assertThat(places(table, 0)).isBetween(SIZE * 5L / 8 - 8, SIZE * 5L / 8 + 8);
        assertThat(places(table, 1)).isBetween(SIZE * 2L / 8 - 8, SIZE * 2L / 8 + 8);
    }

    @Test
    void keysAreSharedOutEvenly() {
        List<Endpoint> endpoints = Lot.of(4);
        assertThat(Lot.chiSquare(Lot.shares(balancer(endpoints), Lot.all(endpoints), CLIENTS), 1, 1, 1, 1))
                .isLessThan(16.3);
    }

    @Test
    void keysOfOneThatIsAwayMoveAloneAndComeBack() {
        List<Endpoint> endpoints = Lot.of(5);
        Moves.onlyThoseOfTheOneThatLeft(balancer(endpoints), endpoints, 0, CLIENTS);
    }

    @Test
    void keysOfTheLastOneLeftAreAll() {
        List<Endpoint> endpoints = Lot.of(50);
        Candidates one = Candidates.of(endpoints, endpoint -> endpoint == endpoints.get(17));
        assertThat(Lot.owners(balancer(endpoints), one, 100)).containsOnly(endpoints.get(17));
    }

    @Test
    void whenATargetIsRemovedFewOtherKeysMove() {
        List<Endpoint> before = Lot.of(10);
        List<Endpoint> after = List.copyOf(before.subList(0, 9));
        assertThat(Moves.share(balancer(before), before, balancer(after), after, CLIENTS, before.get(9)))
                .isLessThan(0.05);
    }

    @Test
    void theOrderOfTheConfigurationDoesNotMatter() {
        List<Endpoint> endpoints = Lot.of(6);
        List<Endpoint> reversed = endpoints.reversed();
        assertThat(Lot.owners(balancer(endpoints), Lot.all(endpoints), CLIENTS))
                .isEqualTo(Lot.owners(balancer(reversed), Lot.all(reversed), CLIENTS));
    }

    @Test
    void aSlowOneKeepsItsKeys() {
        List<Endpoint> endpoints = Lot.of(3);
        assertThat(Rush.withASlowOne(endpoints, 0, clock -> balancer(endpoints))[0])
                .isBetween(1800, 2200);
    }

    private static long places(MaglevTable table, int owner) {
        return IntStream.range(0, table.size())
                .filter(place -> table.owner(place) == owner)
                .count();
    }
}
