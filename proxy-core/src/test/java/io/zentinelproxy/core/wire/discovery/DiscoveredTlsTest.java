package io.zentinelproxy.core.wire.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zentinelproxy.core.testkit.HandClock;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.TestCertificates;
import io.zentinelproxy.core.testkit.dns.TestDns;
import org.junit.jupiter.api.Test;

/** Whom an upstream with {@code tls} believes where DNS says the addresses: the name that led to them, whatever DNS says. */
class DiscoveredTlsTest {
    private static final TestCertificates CA = TestCertificates.authority();

    private final HandClock clock = new HandClock();

    private static String upstream(Fleet fleet) {
        return "discovery \"dns\" { hostname \"app.test.\"; port " + fleet.port() + "; }\ntls { ca-cert \""
                + CA.caFile() + "\"; }";
    }

    @Test
    void everyAddressIsAskedForTheNameAndMustProveToBeIt() {
        try (Fleet fleet = Fleet.of(1);
                TestDns dns = TestDns.start().addresses("app.test", 60, "127.0.0.2");
                RunningProxy proxy = Proxies.asking(dns, clock, upstream(fleet))) {
            fleet.at(2).overTls(CA.server("app.test"));
            await().untilAsserted(() -> assertThat(Fleet.answering(proxy, 1)).containsExactly("2"));
            assertThat(fleet.at(2).handshakes().getFirst().serverName()).isEqualTo("app.test");
        }
    }

    @Test
    void aCertificateForTheAddressIsNotEnough() {
        try (Fleet fleet = Fleet.of(1);
                TestDns dns = TestDns.start().addresses("app.test", 60, "127.0.0.2");
                RunningProxy proxy = Proxies.asking(dns, clock, upstream(fleet))) {
            fleet.at(2).overTls(CA.server("127.0.0.2"));
            await().untilAsserted(() -> assertThat(Fleet.answering(proxy, 1)).containsExactly("502"));
            assertThat(fleet.at(2).requests()).isEmpty();
        }
    }
}
