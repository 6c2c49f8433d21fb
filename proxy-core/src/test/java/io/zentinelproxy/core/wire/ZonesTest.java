package io.zentinelproxy.core.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.RunningProxy;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Targets of zones: how they are written, and who gets requests. */
class ZonesTest {
    /** The first of zone a, the others of zone b. */
    private static String zone(int number) {
        return number == 0 ? "zone=\"a\"" : "zone=\"b\"";
    }

    private static Set<Integer> owners(String parameters) {
        try (Fleet fleet = new Fleet(3);
                RunningProxy proxy = fleet.behind("\"locality_aware\" { " + parameters + "; }", ZonesTest::zone)) {
            return Fleet.shares(proxy, 30).keySet();
        }
    }

    @Test
    void targetsOfOurZoneGetAll() {
        assertThat(owners("zone \"a\"")).containsExactly(0);
        assertThat(owners("zone \"b\"")).containsExactly(1, 2);
    }

    @Test
    void whereFewerAreUsableThanAreWantedAllGetSome() {
        assertThat(owners("zone \"a\"; min-healthy 2")).containsExactly(0, 1, 2);
    }

    @Test
    void theInnerAlgorithmChoosesWithinOurZone() {
        assertThat(owners("zone \"b\"; inner \"ip_hash\"")).hasSize(1);
    }

    @Test
    void theFallbackChoosesAmongAll() {
        assertThat(owners("zone \"c\"; fallback \"ip_hash\"")).hasSize(1);
        assertThat(owners("zone \"c\"")).hasSize(3);
    }

    @Test
    void requestsStayHereOrAreRefused() {
        try (Fleet fleet = new Fleet(3);
                RunningProxy proxy =
                        fleet.behind("\"locality_aware\" { zone \"c\"; fallback \"fail_local\"; }", ZonesTest::zone);
                RawClient client = proxy.connect()) {
            assertThat(client.send(Messages.GET).read().status()).isEqualTo(503);
        }
    }

    @Test
    void aZoneMayStandBeforeTheAddress() {
        try (Fleet fleet = new Fleet(2);
                RunningProxy proxy = RunningProxy.inFrontOf(
                        fleet.origin(0),
                        Piece.upstream("targets { \"a:127.0.0.1:"
                                + fleet.origin(0).port() + "\" weight=9; target \"b:127.0.0.1:"
                                + fleet.origin(1).port() + "\"; }\n"
                                + "load-balancing \"locality_aware\" { zone \"b\"; }"))) {
            assertThat(Fleet.shares(proxy, 10).keySet()).containsExactly(1);
        }
    }
}
