package io.zentinelproxy.core.balance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** deterministic_subset. */
class DeterministicSubsetTest {

    private static Set<Endpoint> subset(List<Endpoint> endpoints, Candidates among, int size, String proxy) {
        DeterministicSubset balancer = new DeterministicSubset(endpoints, size, proxy, new RoundRobin());
        return new HashSet<>(Lot.owners(balancer, among, 200));
    }

    private static Set<Endpoint> subset(List<Endpoint> endpoints, int size, String proxy) {
        return subset(endpoints, Lot.all(endpoints), size, proxy);
    }

    @Test
    void aProxyKeepsToItsOwn() {
        List<Endpoint> endpoints = Lot.of(50);
        assertThat(subset(endpoints, 10, "edge-a")).hasSize(10).isEqualTo(subset(endpoints, 10, "edge-a"));
    }

    @Test
    void requestsAreSharedOutEvenlyWithinIt() {
        List<Endpoint> endpoints = Lot.of(50);
        int[] shares =
                Lot.shares(new DeterministicSubset(endpoints, 10, "7", new RoundRobin()), Lot.all(endpoints), 1000);
        assertThat(IntStream.of(shares).filter(share -> share > 0)).hasSize(10).containsOnly(100);
    }

    @Test
    void numberedProxiesAreSpreadEvenlyOverTheEndpoints() {
        List<Endpoint> endpoints = Lot.of(64);
        int[] proxies = new int[64];
        for (int proxy = 0; proxy < 32; proxy++) {
            subset(endpoints, 8, String.valueOf(proxy)).forEach(one -> proxies[endpoints.indexOf(one)]++);
        }
        assertThat(proxies).containsOnly(4);
    }

    @Test
    void theyAreNearlyEvenForAnyNumberOfThem() {
        List<Endpoint> endpoints = Lot.of(100);
        int[] proxies = new int[100];
        for (int proxy = 0; proxy < 45; proxy++) {
            subset(endpoints, 20, String.valueOf(proxy)).forEach(one -> proxies[endpoints.indexOf(one)]++);
        }
        assertThat(IntStream.of(proxies).min().orElseThrow()).isGreaterThanOrEqualTo(7);
        assertThat(IntStream.of(proxies).max().orElseThrow()).isLessThanOrEqualTo(11);
    }

    @Test
    void namedProxiesAreSpreadByChance() {
        List<Endpoint> endpoints = Lot.of(50);
        int[] proxies = new int[50];
        for (int proxy = 0; proxy < 200; proxy++) {
            subset(endpoints, 10, "edge-" + proxy).forEach(one -> proxies[endpoints.indexOf(one)]++);
        }
        assertThat(proxies)
                .satisfies(counts ->
                        IntStream.of(counts).forEach(count -> assertThat(count).isBetween(20, 70)));
    }

    @Test
    void oneThatIsAwayIsStoodInForByOneOtherAndComesBack() {
        List<Endpoint> endpoints = Lot.of(30);
        Set<Endpoint> before = subset(endpoints, 5, "3");
        int gone = endpoints.indexOf(before.iterator().next());
        Set<Endpoint> meanwhile = subset(endpoints, Lot.without(endpoints, gone), 5, "3");
        assertThat(meanwhile).hasSize(5).doesNotContain(endpoints.get(gone));
        before.remove(endpoints.get(gone));
        assertThat(meanwhile).containsAll(before);
    }

    @Test
    void aTargetThatIsRemovedChangesASubsetInTwoPlacesAtMost() {
        List<Endpoint> before = Lot.of(40);
        for (int removed = 0; removed < 40; removed++) {
            Endpoint gone = before.get(removed);
            List<Endpoint> after = before.stream().filter(one -> one != gone).toList();
            for (int proxy = 0; proxy < 16; proxy++) {
                Set<Endpoint> kept = subset(before, 10, String.valueOf(proxy));
                kept.retainAll(subset(after, 10, String.valueOf(proxy)));
                assertThat(kept).hasSizeGreaterThanOrEqualTo(8);
            }
        }
    }

    @Test
    void aSmallUpstreamIsUsedAsAWhole() {
        List<Endpoint> endpoints = Lot.of(3);
        assertThat(subset(endpoints, 10, "a")).hasSize(3);
    }

    @Test
    void aSlowOneOfTheSubsetIsRelievedWhereTheInnerAlgorithmSeesIt() {
        List<Endpoint> endpoints = Lot.of(20);
        int[] shares = Rush.withASlowOne(
                endpoints,
                endpoints.indexOf(subset(endpoints, 3, "1").iterator().next()),
                clock -> new DeterministicSubset(endpoints, 3, "1", new LeastConnections(false)));
        assertThat(IntStream.of(shares).filter(share -> share > 0).min().orElseThrow())
                .isLessThan(300);
    }
}
