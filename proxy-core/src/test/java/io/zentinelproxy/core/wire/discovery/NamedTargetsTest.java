package io.zentinelproxy.core.wire.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zentinelproxy.core.testkit.HandClock;
import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.dns.Mood;
import io.zentinelproxy.core.testkit.dns.TestDns;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A {@code target} that is a name: its new connections go where DNS says now. */
class NamedTargetsTest {
    private static final String NO_IDLE = "\nconnection-pool { max-idle 0; }";

    private final HandClock clock = new HandClock();

    private static String target(Fleet fleet) {
        return "target \"app.test:" + fleet.port() + "\"" + NO_IDLE;
    }

    @Test
    void newConnectionsGoToTheNewAddressOnceTheOldRecordHasLived() {
        try (Fleet fleet = Fleet.of(2);
                TestDns dns = TestDns.start().addresses("app.test", 30, "127.0.0.2");
                RunningProxy proxy = Proxies.asking(dns, clock, target(fleet))) {
            assertThat(Fleet.answering(proxy)).containsExactly("2");
            dns.addresses("app.test", 30, "127.0.0.3");
            clock.advance(Duration.ofSeconds(20));
            assertThat(Fleet.answering(proxy)).containsExactly("2");
            clock.advance(Duration.ofSeconds(11));
            await().untilAsserted(() -> assertThat(Fleet.answering(proxy)).containsExactly("3"));
        }
    }

    @Test
    void minTtlAndMaxTtlBoundHowLongThatIs() {
        try (Fleet fleet = Fleet.of(2);
                TestDns dns = TestDns.start().addresses("app.test", 1, "127.0.0.2");
                RunningProxy proxy = Proxies.asking(dns, clock, "min-ttl 20; max-ttl 40", target(fleet))) {
            assertThat(Fleet.answering(proxy)).containsExactly("2");
            dns.addresses("app.test", 3600, "127.0.0.3");
            clock.advance(Duration.ofSeconds(15));
            assertThat(Fleet.answering(proxy)).containsExactly("2");
            clock.advance(Duration.ofSeconds(6));
            await().untilAsserted(() -> assertThat(Fleet.answering(proxy)).containsExactly("3"));
            dns.addresses("app.test", 3600, "127.0.0.2");
            clock.advance(Duration.ofSeconds(41));
            await().untilAsserted(() -> assertThat(Fleet.answering(proxy)).containsExactly("2"));
        }
    }

    @Test
    void whileNoServerAnswersTheLastAddressServesForMaxStale() {
        try (Fleet fleet = Fleet.of(1);
                TestDns dns = TestDns.start().addresses("app.test", 10, "127.0.0.2");
                RunningProxy proxy = Proxies.asking(dns, clock, "max-stale 60; timeout \"2s\"", target(fleet))) {
            assertThat(Fleet.answering(proxy)).containsExactly("2");
            dns.mood(Mood.SILENT);
            clock.advance(Duration.ofSeconds(30));
            assertThat(Fleet.answering(proxy)).containsExactly("2");
            clock.advance(Duration.ofSeconds(45));
            assertThat(Fleet.answering(proxy, 1)).containsExactly("502");
        }
    }

    @Test
    void severalAddressesShareTheConnectionsAndOneThatIsDeadIsPassedOver() {
        try (Fleet fleet = Fleet.of(2);
                TestDns dns = TestDns.start().addresses("app.test", 600, "127.0.0.2", "127.0.0.3", "127.0.0.9");
                RunningProxy proxy = Proxies.asking(dns, clock, target(fleet))) {
            assertThat(Fleet.answering(proxy, 30)).containsExactly("2", "3");
        }
    }

    @Test
    void aServerThatIsSilentIsGivenUpAndAskedAsOftenAsSaid() {
        try (Fleet fleet = Fleet.of(1);
                TestDns dns = TestDns.start().mood(Mood.SILENT);
                RunningProxy proxy = RunningProxy.inFrontOf(
                        dns.socketAddress(),
                        clock,
                        Piece.system("dns { server \"" + dns.address() + "\"; timeout \"100ms\"; attempts 3; }"),
                        Piece.upstream(target(fleet)))) {
            assertThat(Fleet.answering(proxy, 1)).containsExactly("502");
            assertThat(dns.asked("udp A app.test.")).isEqualTo(3);
        }
    }
}
