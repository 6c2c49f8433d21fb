package io.zentinelproxy.core.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.TestOrigin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The targets of an upstream, in every spelling, and how requests are shared out among them. */
class TargetsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "target \"127.0.0.1:PORT\"",
                "target \"127.0.0.1:PORT\" weight=3",
                "target \"localhost:PORT\"",
                "target { address \"127.0.0.1:PORT\"; weight 2; }",
                "target address=\"127.0.0.1:PORT\"",
                "targets { target { address \"127.0.0.1:PORT\"; weight 2; }; }",
                "targets { target \"127.0.0.1:PORT\" weight=2; }",
                "targets { - \"127.0.0.1:PORT\" weight=2; }",
                "targets { \"127.0.0.1:PORT\" weight=2; }",
                "targets { target \"127.0.0.1:PORT\"; }"
            })
    void everySpellingOfATargetReachesIt(String spelling) {
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.inFrontOf(
                        origin, Piece.upstream(spelling.replace("PORT", String.valueOf(origin.port()))));
                RawClient client = proxy.connect()) {
            assertThat(client.send(Messages.GET).read().status()).isEqualTo(200);
        }
    }

    @Test
    void requestsGoRoundAmongTheTargets() {
        assertThat(shares("weight=1", "weight=1", 10)).containsExactly(5, 5);
    }

    @Test
    void weightIsAShareOfTheRequests() {
        assertThat(shares("weight=3", "weight=1", 40)).containsExactly(30, 10);
    }

    @Test
    void weightInsideTargetsIsAShareOfTheRequestsToo() {
        String inside = "targets { target \"127.0.0.1:%d\" %s; target { address \"127.0.0.1:%d\"; %s; }; }";
        assertThat(shares(inside, "weight=3", "weight 1", 40)).containsExactly(30, 10);
    }

    private static int[] shares(String first, String second, int requests) {
        String direct = "target \"127.0.0.1:%d\" %s\ntarget \"127.0.0.1:%d\" %s\nload-balancing \"round_robin\"";
        return shares(direct, first, second, requests);
    }

    private static int[] shares(String targets, String first, String second, int requests) {
        try (TestOrigin one = TestOrigin.answering(Messages.OK);
                TestOrigin two = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.inFrontOf(
                        one, Piece.upstream(targets.formatted(one.port(), first, two.port(), second)));
                RawClient client = proxy.connect()) {
            for (int i = 0; i < requests; i++) {
                assertThat(client.send(Messages.GET).read().status()).isEqualTo(200);
            }
            return new int[] {one.requests().size(), two.requests().size()};
        }
    }

    @Test
    void anUpstreamOfOneTargetMaySayItsAddressAlone() {
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.inFrontOf(
                        origin,
                        Piece.upstreams("upstream \"short\" { address \"127.0.0.1:" + origin.port() + "\"; }"),
                        Piece.routes("route \"r\" { upstream \"short\"; }"));
                RawClient client = proxy.connect()) {
            assertThat(client.send(Messages.GET).read().status()).isEqualTo(200);
            assertThat(origin.requests()).hasSize(1);
        }
    }
}
