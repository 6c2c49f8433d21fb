package io.zentinelproxy.core.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.RunningProxy;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The balancing algorithms under all their names, in front of real origins. */
class BalancingAlgorithmsTest {
    private static final String UNEVEN = "weight=3";

    private static String weight(int number) {
        return number == 0 ? UNEVEN : "";
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "round_robin",
                "roundrobin",
                "round-robin",
                "weighted",
                "weighted_round_robin",
                "weighted-round-robin"
            })
    void turnsGoExactlyByWeight(String name) {
        try (Fleet fleet = new Fleet(2);
                RunningProxy proxy = fleet.behind('"' + name + '"', BalancingAlgorithmsTest::weight)) {
            assertThat(Fleet.shares(proxy, 40)).isEqualTo(Map.of(0, 30, 1, 10));
        }
    }

    @Test
    void chanceGoesByWeightAndIsNoRotation() {
        try (Fleet fleet = new Fleet(2);
                RunningProxy proxy = fleet.behind("\"random\"", BalancingAlgorithmsTest::weight)) {
            Set<Integer> seen = new TreeSet<>();
            for (int i = 0; i < 10; i++) {
                seen.add(Fleet.shares(proxy, 40).getOrDefault(0, 0));
            }
            assertThat(seen).hasSizeGreaterThan(1).allMatch(share -> share > 14);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "least_connections",
                "least-connections",
                "weighted_least_connections",
                "weighted_least_conn",
                "wlc",
                "power_of_two_choices",
                "p2c",
                "power-of-two-choices",
                "least_tokens_queued",
                "least-tokens-queued"
            })
    void whoIsBusyIsLeftInPeace(String name) {
        try (Fleet fleet = new Fleet(2);
                RunningProxy proxy = fleet.behind('"' + name + '"')) {
            try (RawClient one = fleet.hold(proxy, "");
                    RawClient two = fleet.hold(proxy, "");
                    RawClient three = fleet.hold(proxy, "")) {
                int first = fleet.origin(0).requests().size();
                assertThat(first).isBetween(1, 2);
                int idler = first == 1 ? 0 : 1;
                assertThat(Fleet.shares(proxy, 20)).containsOnlyKeys(idler);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"weighted_least_connections", "wlc", "weighted_least_conn"})
    void weightsCountWhereTheNameSaysSo(String name) {
        assertThat(heldAtTheHeavy(name)).isEqualTo(3);
    }

    @Test
    void weightsDoNotCountForLeastConnections() {
        assertThat(heldAtTheHeavy("least_connections")).isEqualTo(2);
    }

    private static int heldAtTheHeavy(String name) {
        try (Fleet fleet = new Fleet(2);
                RunningProxy proxy = fleet.behind('"' + name + '"', BalancingAlgorithmsTest::weight);
                RawClient one = fleet.hold(proxy, "");
                RawClient two = fleet.hold(proxy, "");
                RawClient three = fleet.hold(proxy, "");
                RawClient four = fleet.hold(proxy, "")) {
            return fleet.origin(0).requests().size();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ip_hash", "ip-hash", "consistent_hash", "consistent-hash", "maglev"})
    void aClientStaysAndClientsAreSharedOut(String name) {
        try (Fleet fleet = new Fleet(3);
                RunningProxy proxy = fleet.behind('"' + name + '"')) {
            Set<Integer> all = new TreeSet<>();
            for (int i = 1; i <= 60; i++) {
                Set<Integer> own = new TreeSet<>();
                try (RawClient client = RawClient.connectFrom("127.0.0." + i, proxy.address())) {
                    own.add(Fleet.ask(client, Messages.GET));
                    own.add(Fleet.ask(client, Messages.GET));
                }
                try (RawClient client = RawClient.connectFrom("127.0.0." + i, proxy.address())) {
                    own.add(Fleet.ask(client, Messages.GET));
                }
                assertThat(own).hasSize(1);
                all.addAll(own);
            }
            assertThat(all).containsExactly(0, 1, 2);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"adaptive", "locality_aware", "locality", "locality-aware", "deterministic_subset", "subset"})
    void theyGoRoundWhileNothingSpeaksAgainstIt(String name) {
        try (Fleet fleet = new Fleet(3);
                RunningProxy proxy = fleet.behind('"' + name + '"')) {
            assertThat(Fleet.shares(proxy, 30)).isEqualTo(Map.of(0, 10, 1, 10, 2, 10));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"sticky", "sticky_session", "sticky-session"})
    void aClientIsGivenACookie(String name) {
        try (Fleet fleet = new Fleet(2);
                RunningProxy proxy = fleet.behind('"' + name + '"');
                RawClient client = proxy.connect()) {
            assertThat(client.send(Messages.GET).read().field("Set-Cookie")).startsWith("SERVERID=");
        }
    }

    @Test
    void anOriginThatCannotBeReachedIsTriedOnceAndAnotherAnswers() {
        for (String name :
                new String[] {"ip_hash", "maglev", "consistent_hash", "sticky", "least_connections", "p2c"}) {
            try (Fleet fleet = new Fleet(3);
                    RunningProxy proxy = fleet.behind('"' + name + '"')) {
                fleet.origin(1).close();
                for (int i = 1; i <= 20; i++) {
                    try (RawClient client = RawClient.connectFrom("127.0.0." + i, proxy.address())) {
                        assertThat(Fleet.ask(client, Messages.GET)).isNotEqualTo(1);
                    }
                }
            }
        }
    }
}
