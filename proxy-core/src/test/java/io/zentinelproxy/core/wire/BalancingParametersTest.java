package io.zentinelproxy.core.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each parameter of the balancing algorithms, and what is otherwise because of it. */
class BalancingParametersTest {
    private static final Piece TRUSTING = Piece.listener("trusted-proxies \"127.0.0.0/8\"");

    private static String by(String field, int value) {
        return Messages.getWith(field + ": v" + value + "\r\n");
    }

    private static String from(String client) {
        return Messages.getWith("X-Forwarded-For: " + client + "\r\n");
    }

    @Test
    void asManyChoicesAsThereAreTargetsFindTheIdleOne() {
        try (Fleet fleet = new Fleet(3);
                RunningProxy proxy = fleet.behind("\"p2c\" { choices 16; }");
                RawClient one = fleet.hold(proxy, "");
                RawClient two = fleet.hold(proxy, "")) {
            assertThat(Fleet.shares(proxy, 20)).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"peak_ewma", "ewma", "peak-ewma"})
    void whileASlowAnswerIsRememberedItIsHeldAgainstTheTarget(String name) {
        // Later than any stall of the machine may make an answer of the quick one.
        assertThat(asksOfTheSlow(name, "\"1h\"", Duration.ofSeconds(3))).isEqualTo(1);
        assertThat(asksOfTheSlow(name, "\"1ms\"", Duration.ofMillis(50))).isGreaterThan(1);
    }

    /** The first answer of one of two comes late; how often it is asked in the end. */
    private static int asksOfTheSlow(String name, String decay, Duration lateness) {
        CountDownLatch soon = new CountDownLatch(1);
        CountDownLatch late = new CountDownLatch(1);
        try (Fleet fleet = new Fleet(0)
                        .and(List.of(
                                new Step.WaitFor(soon), Fleet.answer(200, 0).getLast()))
                        .and(List.of(
                                new Step.WaitFor(late), Fleet.answer(200, 1).getLast()));
                RunningProxy proxy = fleet.behind("\"" + name + "\" { decay " + decay + "; }");
                RawClient one = proxy.connect();
                RawClient other = proxy.connect()) {
            long began = System.nanoTime();
            // The first is under way still when the second comes, which goes to the one that is idle.
            one.send(Messages.GET);
            await().until(() -> fleet.origin(0).requests().size()
                            + fleet.origin(1).requests().size()
                    == 1);
            other.send(Messages.GET);
            fleet.origin(0).awaitRequests(1);
            fleet.origin(1).awaitRequests(1);
            soon.countDown();
            // Far longer than the quick one has taken, which may be the first answer of this process.
            Fleet.pass(2 * (System.nanoTime() - began) + lateness.toNanos());
            late.countDown();
            one.read();
            other.read();
            Fleet.shares(proxy, 200);
            return fleet.origin(1).requests().size();
        }
    }

    /**
     * How many of a hundred requests the second target gets in the end, which answers everything with 500. Awaited, as an answer that the
     * machine makes late lowers a good score for a while.
     */
    private static void assertAsksOfTheBad(String parameters, int least, int most) {
        try (Fleet fleet = new Fleet(1).and(Fleet.answer(500, 1));
                RunningProxy proxy = fleet.behind("\"adaptive\" { " + parameters + " }")) {
            Fleet.shares(proxy, 1000);
            await().untilAsserted(() ->
                    assertThat(Fleet.shares(proxy, 100).getOrDefault(1, 0)).isBetween(least, most));
        }
    }

    private static final String QUICK = "interval \"10ms\"; min-requests 2; ";

    @Test
    void whoFailsGetsATenthAndTheOtherTwice() {
        assertAsksOfTheBad(QUICK, 3, 7);
    }

    @Test
    void failuresBelowTheThresholdAreForgiven() {
        assertAsksOfTheBad(QUICK + "error-threshold 100", 30, 36);
    }

    @Test
    void beforeEnoughRequestsNobodyIsScored() {
        assertAsksOfTheBad("interval \"10ms\"; min-requests 1000000", 50, 50);
    }

    @Test
    void beforeTheIntervalIsOverNobodyIsScored() {
        assertAsksOfTheBad("interval \"1h\"; min-requests 2", 50, 50);
    }

    @Test
    void theLeastWeightIsKept() {
        assertAsksOfTheBad(QUICK + "min-weight 100", 30, 36);
    }

    @Test
    void theMostWeightIsNotPassed() {
        assertAsksOfTheBad(QUICK + "min-weight 100; max-weight 100", 50, 50);
    }

    @Test
    void whoIsLateGetsLess() {
        assertAsksOfTheLate("10ms", 0, 13);
        assertAsksOfTheLate("1h", 20, 20);
    }

    /** One of two takes 60 milliseconds for each answer; how many of forty requests it gets in the end. */
    private static void assertAsksOfTheLate(String threshold, int least, int most) {
        try (Fleet fleet = new Fleet(1).andSlow(60);
                RunningProxy proxy = fleet.behind("\"adaptive\" { latency-threshold \"" + threshold
                        + "\"; interval \"10ms\"; min-requests 1; }")) {
            Fleet.shares(proxy, 30);
            await().untilAsserted(() ->
                    assertThat(Fleet.shares(proxy, 40).getOrDefault(1, 0)).isBetween(least, most));
        }
    }

    @Test
    void clientsOfOneIpv4PrefixGoTogether() {
        assertThat(owners("\"ip_hash\" { ipv4-prefix 16; }", i -> "10.1.2." + i))
                .hasSize(1);
        assertThat(owners("\"ip_hash\"", i -> "10.1.2." + i)).hasSize(3);
    }

    @Test
    void clientsOfOneIpv6PrefixGoTogether() {
        assertThat(owners("\"ip_hash\"", i -> "2001:db8::" + i)).hasSize(1);
        assertThat(owners("\"ip_hash\" { ipv6-prefix 128; }", i -> "2001:db8::" + i))
                .hasSize(3);
    }

    private static Set<Integer> owners(String balancing, IntFunction<String> client) {
        try (Fleet fleet = new Fleet(3);
                RunningProxy proxy = fleet.behind(balancing, TRUSTING)) {
            return Fleet.shares(proxy, 99, i -> from(client.apply(i))).keySet();
        }
    }

    @Test
    void fewPlacesOnTheRingAreUneven() {
        int even = 0;
        int uneven = 0;
        for (int fleets = 0; fleets < 60 && uneven == 0; fleets++) {
            uneven += isUneven("\"consistent_hash\" { hash-key \"header:k\"; virtual-nodes 1; }") ? 1 : 0;
            even += isUneven("\"consistent_hash\" { hash-key \"header:k\"; virtual-nodes 10000; }") ? 0 : 1;
        }
        assertThat(uneven).isPositive();
        assertThat(even).isPositive();
    }

    /** Whether one of two has less than a quarter. */
    private static boolean isUneven(String balancing) {
        try (Fleet fleet = new Fleet(2);
                RunningProxy proxy = fleet.behind(balancing)) {
            int first = Fleet.shares(proxy, 200, i -> by("k", i)).getOrDefault(0, 0);
            return first < 50 || first > 150;
        }
    }

    @Test
    void aTargetThatHasItsShareTimesTheFactorIsPassedBy() {
        assertThat(holders("1.25")).isEqualTo(2);
        assertThat(holders("1000")).isEqualTo(1);
    }

    /** How many of two targets have requests of one key when twelve are under way. */
    private static long holders(String factor) {
        try (Fleet fleet = new Fleet(2);
                RunningProxy proxy =
                        fleet.behind("\"consistent_hash\" { hash-key \"header:k\"; load-factor " + factor + "; }")) {
            List<RawClient> held = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                held.add(fleet.hold(proxy, "k: 1\r\n"));
            }
            held.forEach(RawClient::close);
            return IntStream.of(0, 1)
                    .filter(number -> !fleet.origin(number).requests().isEmpty())
                    .count();
        }
    }

    @Test
    void aTableThatIsTooSmallForTheWeightsForgetsTheLight() {
        assertThat(asksOfTheLight("table-size 251")).isZero();
        assertThat(asksOfTheLight("table-size 65537")).isPositive();
    }

    private static int asksOfTheLight(String parameter) {
        try (Fleet fleet = new Fleet(2);
                RunningProxy proxy = fleet.behind(
                        "\"maglev\" { hash-key \"header:k\"; " + parameter + "; }",
                        number -> number == 0 ? "weight=300" : "")) {
            return Fleet.shares(proxy, 4000, i -> by("k", i)).getOrDefault(1, 0);
        }
    }

    @Test
    void aSubsetHasItsSize() {
        for (int size = 1; size <= 4; size++) {
            assertThat(subset("size " + size)).hasSize(size);
        }
    }

    @Test
    void numberedProxiesHaveDifferentSubsets() {
        try (Fleet fleet = new Fleet(4)) {
            Set<Integer> all = new TreeSet<>();
            for (int id = 0; id < 4; id++) {
                try (RunningProxy proxy =
                        fleet.behind("\"deterministic_subset\" { size 1; proxy-id \"" + id + "\"; }")) {
                    all.addAll(Fleet.shares(proxy, 5).keySet());
                }
            }
            assertThat(all).hasSize(4);
        }
    }

    @Test
    void withinASubsetTheInnerAlgorithmChooses() {
        assertThat(subset("size 4; inner \"round_robin\"")).hasSize(4);
        assertThat(subset("size 4; inner \"ip_hash\"")).hasSize(1);
    }

    private static Set<Integer> subset(String parameters) {
        try (Fleet fleet = new Fleet(4);
                RunningProxy proxy = fleet.behind("\"deterministic_subset\" { " + parameters + "; }")) {
            return Fleet.shares(proxy, 20).keySet();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "round_robin",
                "random",
                "least_connections",
                "weighted_least_connections",
                "power_of_two_choices",
                "peak_ewma",
                "adaptive",
                "ip_hash",
                "consistent_hash",
                "maglev",
                "least_tokens_queued"
            })
    void eachSimpleAlgorithmMayBeAnotherOnesInner(String inner) {
        assertThat(subset("size 2; inner \"" + inner + "\"")).hasSizeBetween(1, 2);
    }

    @Test
    void parametersMayStandAsProperties() {
        try (Fleet fleet = new Fleet(4);
                RunningProxy proxy = fleet.behind("\"deterministic_subset\" size=1")) {
            assertThat(Fleet.shares(proxy, 8))
                    .isEqualTo(Map.of(Fleet.shares(proxy, 1).keySet().iterator().next(), 8));
        }
    }
}
