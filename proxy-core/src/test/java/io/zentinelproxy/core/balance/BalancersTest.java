package io.zentinelproxy.core.balance;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.config.BalancingSettings;
import io.zentinelproxy.core.config.HashKey;
import io.zentinelproxy.core.exchange.Exchange;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for all algorithms. */
class BalancersTest {
    private static final BalancingSettings TURNS = new BalancingSettings.RoundRobin();

    static List<BalancingSettings> all() {
        return List.of(
                TURNS,
                new BalancingSettings.Random(),
                new BalancingSettings.LeastConnections(false),
                new BalancingSettings.LeastConnections(true),
                new BalancingSettings.PowerOfChoices(2),
                new BalancingSettings.PeakEwma(Duration.ofSeconds(10)),
                new BalancingSettings.Adaptive(0.05, Duration.ofMillis(500), Duration.ofSeconds(10), 100, 10, 200),
                new BalancingSettings.IpHash(32, 64),
                new BalancingSettings.ConsistentHash(HashKey.CLIENT_IP, 150, 1.25),
                new BalancingSettings.Maglev(HashKey.CLIENT_IP, 65_537),
                new BalancingSettings.LocalityAware(null, 1, TURNS, TURNS),
                new BalancingSettings.DeterministicSubset(2, null, TURNS),
                new BalancingSettings.LeastTokensQueued(),
                new BalancingSettings.Sticky(
                        new BalancingSettings.Cookie(
                                "S", Duration.ofHours(1), "/", true, BalancingSettings.SameSite.LAX),
                        TURNS,
                        null));
    }

    private static Balancer balancer(BalancingSettings settings, List<Endpoint> endpoints) {
        return new Balancers("u", new ProcessKey()).of(settings, endpoints);
    }

    @ParameterizedTest
    @MethodSource("all")
    void onlyWhoIsUsableIsChosen(BalancingSettings settings) {
        List<Endpoint> endpoints = Lot.ofWeights(1, 2, 3, 4, 5, 6);
        Balancer balancer = balancer(settings, endpoints);
        for (int usable = 1; usable < 64; usable++) {
            int mask = usable;
            Candidates among = Candidates.of(endpoints, endpoint -> (mask >> endpoints.indexOf(endpoint) & 1) == 1);
            for (int client = 0; client < 20; client++) {
                assertThat(among.usable()).contains(balancer.choose(Lot.from(client), among));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void whoWasTriedInVainIsNotChosenAgainWhileAnotherIsLeft(BalancingSettings settings) {
        List<Endpoint> endpoints = Lot.of(3);
        Group group = new Group(endpoints, balancer(settings, endpoints), 0);
        Exchange request = Lot.request();
        List<Endpoint> tried = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            Endpoint chosen = group.choose(request, tried);
            assertThat(tried).doesNotContain(chosen);
            tried.add(chosen);
        }
        assertThat(group.choose(request, tried)).isNotNull();
    }

    @ParameterizedTest
    @MethodSource("all")
    void twoTargetsOfOneAddressAreBothChosenOrStandForEachOther(BalancingSettings settings) {
        List<Endpoint> endpoints = List.of(Lot.endpoint("same", 1, null), Lot.endpoint("same", 1, null));
        assertThat(Lot.owners(balancer(settings, endpoints), Lot.all(endpoints), 200))
                .contains(endpoints.get(0), endpoints.get(1));
    }

    @Test
    void tablesOfUpstreamsThatNobodyAsksAreNotMade() {
        long before = allocated();
        for (int upstream = 0; upstream < 10_000; upstream++) {
            for (BalancingSettings settings : List.of(all().get(8), all().get(9), all().get(13))) {
                balancer(settings, Lot.of(2));
            }
        }
        // A table of maglev alone has 256 KiB.
        assertThat((allocated() - before) / 30_000).isLessThan(16 * 1024);
    }

    private static long allocated() {
        return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
    }
}
