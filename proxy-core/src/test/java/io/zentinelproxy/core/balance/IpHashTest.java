package io.zentinelproxy.core.balance;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.config.BalancingSettings;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** ip_hash. */
class IpHashTest {
    private static final int CLIENTS = 6000;

    private static IpHash balancer(List<Endpoint> endpoints) {
        return new IpHash(endpoints, new BalancingSettings.IpHash(32, 64));
    }

    @Test
    void clientsAreSharedOutEvenly() {
        List<Endpoint> endpoints = Lot.of(4);
        assertThat(Lot.chiSquare(Lot.shares(balancer(endpoints), Lot.all(endpoints), CLIENTS), 1, 1, 1, 1))
                .isLessThan(16.3);
    }

    @Test
    void clientsAreSharedOutByWeight() {
        List<Endpoint> endpoints = Lot.ofWeights(4, 2, 1);
        assertThat(Lot.chiSquare(Lot.shares(balancer(endpoints), Lot.all(endpoints), CLIENTS), 4, 2, 1))
                .isLessThan(13.8);
    }

    @Test
    void aClientStays() {
        List<Endpoint> endpoints = Lot.of(5);
        assertThat(Lot.owners(balancer(endpoints), Lot.all(endpoints), 100))
                .isEqualTo(Lot.owners(balancer(endpoints), Lot.all(endpoints), 100));
    }

    @Test
    void clientsOfOneThatIsAwayMoveAloneAndComeBack() {
        List<Endpoint> endpoints = Lot.ofWeights(1, 3, 2, 1);
        Moves.onlyThoseOfTheOneThatLeft(balancer(endpoints), endpoints, 2, CLIENTS);
    }

    @Test
    void clientsOfATargetThatIsRemovedMoveAlone() {
        List<Endpoint> before = Lot.of(5);
        List<Endpoint> after =
                before.stream().filter(one -> one != before.get(1)).toList();
        assertThat(Moves.share(balancer(before), before, balancer(after), after, CLIENTS, before.get(1)))
                .isZero();
    }

    @Test
    void aHouseholdIsOneClient() {
        List<Endpoint> endpoints = Lot.of(16);
        IpHash balancer = balancer(endpoints);
        byte[] one = {0x20, 1, 0xd, 0xb, 0, 0, 0, 7, 1, 2, 3, 4, 5, 6, 7, 8};
        byte[] other = {0x20, 1, 0xd, 0xb, 0, 0, 0, 7, 8, 7, 6, 5, 4, 3, 2, 1};
        assertThat(balancer.choose(Lot.from(one), Lot.all(endpoints)))
                .isSameAs(balancer.choose(Lot.from(other), Lot.all(endpoints)));
    }

    @Test
    void aPrefixMayEndWithinAnOctet() {
        List<Endpoint> endpoints = Lot.of(64);
        IpHash balancer = new IpHash(endpoints, new BalancingSettings.IpHash(28, 64));
        Candidates all = Lot.all(endpoints);
        assertThat(Lot.owners(balancer, all, 16)).containsOnly(balancer.choose(Lot.from(0), all));
        assertThat(Set.copyOf(Lot.owners(balancer, all, 32))).hasSize(2);
    }

    @Test
    void aSlowOneKeepsItsClients() {
        List<Endpoint> endpoints = Lot.of(3);
        assertThat(Rush.withASlowOne(endpoints, 0, clock -> balancer(endpoints))[0])
                .isBetween(1800, 2200);
    }
}
