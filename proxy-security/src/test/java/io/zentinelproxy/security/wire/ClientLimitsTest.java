package io.zentinelproxy.security.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.security.HandTicker;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What one client may have of connections. */
class ClientLimitsTest {

    @Test
    void aClientHasNoMoreConnectionsThanItMayAndGetsThemBackWhenTheyClose() {
        try (GatedProxy proxy = GatedProxy.with("max-connections 2");
                RawClient first = proxy.from("127.0.0.2");
                RawClient second = proxy.from("127.0.0.2")) {
            assertThat(GatedProxy.serves(first)).isTrue();
            assertThat(GatedProxy.serves(second)).isTrue();
            assertThat(proxy.serves("127.0.0.2")).isFalse();
            assertThat(proxy.refused("connection_cap")).isEqualTo(1);
            assertThat(proxy.serves("127.0.0.3")).isTrue();
            first.close();
            await().until(() -> proxy.serves("127.0.0.2"));
            assertThat(GatedProxy.serves(second)).isTrue();
        }
    }

    @Test
    void addressesOfOneIpv4PrefixAreOneClientWhereTheListenerSaysSo() {
        try (GatedProxy proxy = GatedProxy.with("max-connections 1; ipv4-prefix 24");
                RawClient held = proxy.from("127.0.5.1")) {
            assertThat(GatedProxy.serves(held)).isTrue();
            assertThat(proxy.serves("127.0.5.2")).isFalse();
            assertThat(proxy.serves("127.0.6.2")).isTrue();
        }
    }

    /** By the one address of IPv6 that every machine has; OpenConnectionsTest has more of them. */
    @Test
    void addressesOfOneIpv6PrefixAreOneClient() {
        try (GatedProxy proxy = GatedProxy.atIpv6("max-connections 1; ipv6-prefix 48");
                RawClient held = proxy.from("::1")) {
            assertThat(GatedProxy.serves(held)).isTrue();
            assertThat(proxy.serves("::1")).isFalse();
            assertThat(proxy.refused("connection_cap")).isEqualTo(1);
        }
    }

    @Test
    void aClientOpensNoMoreConnectionsThanItsRateAllows() {
        HandTicker clock = new HandTicker();
        try (GatedProxy proxy = GatedProxy.with(clock, "max-rate 2; burst 3")) {
            assertThat(served(proxy, 4)).isEqualTo(3);
            assertThat(proxy.refused("connection_rate")).isEqualTo(1);
            assertThat(proxy.serves("127.0.0.3")).isTrue();
            clock.advance(Duration.ofMillis(500));
            assertThat(served(proxy, 2)).isEqualTo(1);
            clock.advance(Duration.ofSeconds(60));
            assertThat(served(proxy, 4)).isEqualTo(3);
        }
    }

    @Test
    void withoutABurstAsManyComeAtOnceAsTheRateHasInASecond() {
        HandTicker clock = new HandTicker();
        try (GatedProxy proxy = GatedProxy.with(clock, "max-rate 2; max-tracked 1024")) {
            assertThat(served(proxy, 4)).isEqualTo(2);
        }
    }

    /** What the rate refuses must not be counted as open. */
    @Test
    void aConnectionThatTheRateRefusesHoldsNothingOfTheCap() {
        HandTicker clock = new HandTicker();
        try (GatedProxy proxy = GatedProxy.with(clock, "max-rate 1; burst 1; max-connections 1")) {
            assertThat(served(proxy, 3)).isEqualTo(1);
            clock.advance(Duration.ofSeconds(1));
            await().until(() -> proxy.serves("127.0.0.2"));
        }
    }

    private static int served(GatedProxy proxy, int connections) {
        int served = 0;
        for (int i = 0; i < connections; i++) {
            served += proxy.serves("127.0.0.2") ? 1 : 0;
        }
        return served;
    }
}
