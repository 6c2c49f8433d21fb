package io.zentinelproxy.core.wire.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zentinelproxy.core.testkit.HandClock;
import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.dns.TestDns;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Type;

/** {@code discovery "dns-srv"}: the records of the lowest priority are targets, with their ports and weights (RFC 2782). */
class SrvDiscoveryTest {
    private static final String SERVICE = "_http._tcp.app.test";
    private static final String DISCOVERY = "discovery \"dns-srv\" { service \"" + SERVICE + "\"; }";

    private final HandClock clock = new HandClock();

    private static TestDns withHosts() {
        return TestDns.start()
                .addresses("two.test", 3600, "127.0.0.2")
                .addresses("three.test", 3600, "127.0.0.3")
                .addresses("four.test", 3600, "127.0.0.4");
    }

    private static String record(int priority, int weight, int port, String host) {
        return priority + " " + weight + " " + port + " " + host;
    }

    private static void awaitAnswering(RunningProxy proxy, String... names) {
        await().untilAsserted(() -> assertThat(Fleet.answering(proxy)).containsExactlyInAnyOrder(names));
    }

    @Test
    void weightsAreSharesAndOnlyTheLowestPriorityServes() {
        try (Fleet fleet = Fleet.of(3);
                TestDns dns = withHosts();
                RunningProxy proxy = Proxies.asking(
                        dns.records(
                                SERVICE,
                                Type.SRV,
                                60,
                                record(10, 3, fleet.port(), "two.test."),
                                record(10, 1, fleet.port(), "three.test."),
                                record(20, 9, fleet.port(), "four.test.")),
                        clock,
                        DISCOVERY)) {
            awaitAnswering(proxy, "2", "3");
            int before = fleet.at(2).requests().size();
            int others = fleet.at(3).requests().size();
            Fleet.answering(proxy, 40);
            assertThat(fleet.at(2).requests().size() - before).isEqualTo(30);
            assertThat(fleet.at(3).requests().size() - others).isEqualTo(10);
        }
    }

    @Test
    void recordsThatCannotBeConnectedToLeaveTheirPlaceToTheNextPriority() {
        try (Fleet fleet = Fleet.of(2);
                TestDns dns = withHosts();
                RunningProxy proxy = Proxies.asking(
                        dns.records(
                                SERVICE,
                                Type.SRV,
                                60,
                                record(1, 1, fleet.port(), "."),
                                record(2, 1, 0, "two.test."),
                                record(3, 0, fleet.port(), "three.test.")),
                        clock,
                        DISCOVERY)) {
            awaitAnswering(proxy, "3");
        }
    }

    @Test
    void otherRecordsMoveTrafficAndConnectionsOfThoseThatStayAreUsedOn() {
        try (Fleet fleet = Fleet.of(3);
                TestDns dns = withHosts();
                RunningProxy proxy = Proxies.asking(
                        dns.records(
                                SERVICE,
                                Type.SRV,
                                10,
                                record(1, 1, fleet.port(), "two.test."),
                                record(1, 1, fleet.port(), "three.test.")),
                        clock,
                        DISCOVERY);
                RawClient client = proxy.connect()) {
            awaitAnswering(proxy, "2", "3");
            dns.records(
                    SERVICE,
                    Type.SRV,
                    10,
                    record(1, 5, fleet.port(), "two.test."),
                    record(1, 5, fleet.port(), "four.test."));
            clock.advance(Duration.ofSeconds(11));
            awaitAnswering(proxy, "2", "4");
            assertThat(fleet.at(2).connections()).isOne();
            assertThat(Fleet.answer(client)).isIn("2", "4");
        }
    }

    @Test
    void aServiceThatIsDecidedlyNotThereLeavesTheTargetsBefore() {
        try (Fleet fleet = Fleet.of(1);
                TestDns dns = withHosts();
                RunningProxy proxy = Proxies.asking(
                        dns.records(SERVICE, Type.SRV, 10, record(1, 1, fleet.port(), "two.test.")),
                        clock,
                        DISCOVERY)) {
            awaitAnswering(proxy, "2");
            dns.records(SERVICE, Type.SRV, 10, record(0, 0, 0, "."));
            clock.advance(Duration.ofSeconds(11));
            dns.awaitAsked("udp SRV " + SERVICE + ".", 2);
            assertThat(Fleet.answering(proxy)).containsExactly("2");
        }
    }
}
