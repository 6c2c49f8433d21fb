package io.zentinelproxy.core.wire.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zentinelproxy.core.testkit.HandClock;
import io.zentinelproxy.core.testkit.LogCapture;
import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.dns.Mood;
import io.zentinelproxy.core.testkit.dns.TestDns;
import io.zentinelproxy.core.upstream.discovery.Discovery;
import io.zentinelproxy.core.wire.Messages;
import io.zentinelproxy.core.wire.MetricSamples;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Type;

/** {@code discovery "dns"}: every address of a name is a target, as long as its record lives. */
class DnsDiscoveryTest {
    private static final String QUESTION = "udp A app.test.";

    private final HandClock clock = new HandClock();

    private static String discovery(Fleet fleet, String more) {
        return "discovery \"dns\" { hostname \"app.test\"; port " + fleet.port() + "\n" + more + "\n}";
    }

    private static void awaitAnswering(RunningProxy proxy, String... names) {
        await().untilAsserted(() -> assertThat(Fleet.answering(proxy)).containsExactlyInAnyOrder(names));
    }

    /** A question has been asked before its answer has come of use. */
    private static void awaitFailures(RunningProxy proxy, String reason) {
        await().untilAsserted(() -> assertThat(MetricSamples.of(proxy))
                .containsEntry(
                        "zentinel_discovery_failures_total{reason=\"" + reason + "\",upstream=\"origin\"}", 1.0));
    }

    @Test
    void everyAddressIsATarget() {
        try (Fleet fleet = Fleet.of(3);
                TestDns dns = TestDns.start().addresses("app.test", 60, "127.0.0.2", "127.0.0.3", "127.0.0.4");
                RunningProxy proxy = Proxies.asking(dns, clock, discovery(fleet, ""))) {
            awaitAnswering(proxy, "2", "3", "4");
        }
    }

    @Test
    void anotherRecordMovesTrafficOnceTheOldOneHasLived() {
        try (Fleet fleet = Fleet.of(2);
                TestDns dns = TestDns.start().addresses("app.test", 30, "127.0.0.2");
                RunningProxy proxy = Proxies.asking(dns, clock, discovery(fleet, ""))) {
            awaitAnswering(proxy, "2");
            dns.addresses("app.test", 30, "127.0.0.3");
            clock.advance(Duration.ofSeconds(20));
            assertThat(Fleet.answering(proxy)).containsExactly("2");
            assertThat(dns.asked(QUESTION)).isOne();
            clock.advance(Duration.ofSeconds(11));
            awaitAnswering(proxy, "3");
        }
    }

    @Test
    void connectionsToTargetsThatStayAreUsedOn() {
        try (Fleet fleet = Fleet.of(3);
                TestDns dns = TestDns.start().addresses("app.test", 10, "127.0.0.2", "127.0.0.3");
                RunningProxy proxy = Proxies.asking(dns, clock, discovery(fleet, ""))) {
            awaitAnswering(proxy, "2", "3");
            dns.addresses("app.test", 10, "127.0.0.4", "127.0.0.2");
            clock.advance(Duration.ofSeconds(11));
            awaitAnswering(proxy, "2", "4");
            assertThat(fleet.at(2).connections()).isOne();
            fleet.at(3).awaitConnectionClosed(0);
        }
    }

    @Test
    void aRequestUnderWayAtATargetThatGoesIsAnswered() {
        try (Fleet fleet = Fleet.of(2);
                TestDns dns = TestDns.start().addresses("app.test", 2, "127.0.0.2");
                RunningProxy proxy = Proxies.asking(dns, clock, discovery(fleet, ""));
                RawClient client = proxy.connect()) {
            awaitAnswering(proxy, "2");
            int before = fleet.at(2).requests().size();
            client.send(Messages.postWith("Content-Length: 4\r\n", "ab"));
            fleet.at(2).awaitRequests(before + 1);
            dns.addresses("app.test", 2, "127.0.0.3");
            clock.advance(Duration.ofMillis(2100));
            awaitAnswering(proxy, "3");
            assertThat(client.send("cd").read().body()).isEqualTo("2");
        }
    }

    @Test
    void theTargetsStayWhileNoServerAnswersOrTheNameIsGone() {
        try (Fleet fleet = Fleet.of(2);
                TestDns dns = TestDns.start().negativeTtl(5).addresses("app.test", 10, "127.0.0.2");
                RunningProxy proxy = Proxies.asking(dns, clock, discovery(fleet, ""))) {
            awaitAnswering(proxy, "2");
            dns.mood(Mood.SERVFAIL);
            clock.advance(Duration.ofSeconds(11));
            dns.awaitAsked(QUESTION, 2);
            awaitFailures(proxy, "no_answer");
            assertThat(Fleet.answering(proxy)).containsExactly("2");
            dns.mood(Mood.WELL).remove("app.test");
            clock.advance(Duration.ofSeconds(3));
            dns.awaitAsked(QUESTION, 3);
            awaitFailures(proxy, "empty");
            assertThat(Fleet.answering(proxy)).containsExactly("2");
            dns.addresses("app.test", 10, "127.0.0.3");
            clock.advance(Duration.ofSeconds(6));
            awaitAnswering(proxy, "3");
        }
    }

    @Test
    void noTargetsAreLeftWhereThatIsAskedFor() {
        try (Fleet fleet = Fleet.of(1);
                TestDns dns = TestDns.start().addresses("app.test", 10, "127.0.0.2");
                RunningProxy proxy = Proxies.asking(dns, clock, discovery(fleet, "on-empty \"clear\""))) {
            awaitAnswering(proxy, "2");
            dns.remove("app.test");
            clock.advance(Duration.ofSeconds(11));
            awaitAnswering(proxy, "503");
        }
    }

    @Test
    void untilTheFirstAnswerRequestsAreAnswered503AndTheLogSaysWhy() {
        try (LogCapture log = new LogCapture(Discovery.class);
                Fleet fleet = Fleet.of(1);
                TestDns dns = TestDns.start().mood(Mood.REFUSED).addresses("app.test", 10, "127.0.0.2");
                RunningProxy proxy = Proxies.asking(dns, clock, discovery(fleet, ""))) {
            await().until(() -> !log.messages().isEmpty());
            assertThat(Fleet.answering(proxy)).containsExactly("503");
            assertThat(log.messages().getFirst())
                    .contains("upstream origin: DNS of app.test is not answered, refused; there are no targets yet");
            dns.mood(Mood.WELL);
            clock.advance(Duration.ofSeconds(2));
            awaitAnswering(proxy, "2");
            await().untilAsserted(() -> assertThat(log.messages()).anyMatch(line -> line.contains("come 127.0.0.2:")));
        }
    }

    @Test
    void recordsThatLiveLongAreLookedAtAsOftenAsAsked() {
        try (Fleet fleet = Fleet.of(2);
                TestDns dns = TestDns.start().addresses("app.test", 3600, "127.0.0.2");
                RunningProxy proxy = Proxies.asking(dns, clock, discovery(fleet, "refresh-interval 5"))) {
            awaitAnswering(proxy, "2");
            dns.addresses("app.test", 3600, "127.0.0.3");
            clock.advance(Duration.ofSeconds(6));
            awaitAnswering(proxy, "3");
        }
    }

    @Test
    void moreThanMaxTargetsAreRefused() {
        try (Fleet fleet = Fleet.of(3);
                TestDns dns = TestDns.start().addresses("app.test", 10, "127.0.0.2", "127.0.0.3");
                RunningProxy proxy = Proxies.asking(dns, clock, discovery(fleet, "max-targets 2"))) {
            awaitAnswering(proxy, "2", "3");
            dns.addresses("app.test", 10, "127.0.0.2", "127.0.0.3", "127.0.0.4");
            clock.advance(Duration.ofSeconds(11));
            dns.awaitAsked(QUESTION, 2);
            dns.awaitAsked("udp AAAA app.test.", 2);
            awaitFailures(proxy, "too_many");
            assertThat(Fleet.answering(proxy)).containsExactly("2", "3");
        }
    }

    @Test
    void writtenTargetsStandBesideThoseFound() {
        try (Fleet fleet = Fleet.of(2);
                TestDns dns = TestDns.start().addresses("app.test", 60, "127.0.0.2");
                RunningProxy proxy = Proxies.asking(
                        dns, clock, "target \"127.0.0.3:" + fleet.port() + "\"\n" + discovery(fleet, ""))) {
            awaitAnswering(proxy, "2", "3");
        }
    }

    @Test
    void addressesOfIpv6AreTargetsToo() {
        try (Fleet fleet = Fleet.of(1);
                TestDns dns = TestDns.start()
                        .addresses("app.test", 60, "127.0.0.2")
                        .records("app.test", Type.AAAA, 60, "::ffff:0:0:1");
                RunningProxy proxy = Proxies.asking(dns, clock, discovery(fleet, ""))) {
            await().untilAsserted(() -> assertThat(
                            proxy.server().observers().metrics().scrape())
                    .contains("zentinel_discovery_targets{upstream=\"origin\"} 2"));
        }
    }
}
