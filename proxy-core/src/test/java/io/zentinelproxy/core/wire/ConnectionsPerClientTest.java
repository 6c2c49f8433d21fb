package io.zentinelproxy.core.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zentinelproxy.core.net.Listener;
import io.zentinelproxy.core.testkit.LogCapture;
import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.Reply;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.TestOrigin;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** max-connections-per-client: one client leaves room for the others. */
class ConnectionsPerClientTest {

    private static final Piece BALANCER = Piece.listener("proxy-protocol { from \"127.0.0.1\"; }");

    @Test
    void aClientOverItsLimitIsAnswered429AndOthersAreServed() {
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.inFrontOf(origin, Piece.limits("max-connections-per-client 2"));
                RawClient one = proxy.connect();
                RawClient two = RawClient.connect(proxy.address())) {
            assertThat(one.send(Messages.GET).read().status()).isEqualTo(200);
            assertThat(two.send(Messages.GET).read().status()).isEqualTo(200);
            try (RawClient three = proxy.connect();
                    RawClient neighbour = RawClient.connectFrom("127.0.0.2", proxy.address())) {
                Reply reply = three.read();
                assertThat(reply.status()).isEqualTo(429);
                assertThat(reply.field("Retry-After")).isEqualTo("1");
                assertThat(reply.field("Connection")).isEqualTo("close");
                assertThat(three.awaitClosed()).isTrue();
                assertThat(neighbour.send(Messages.GET).read().status()).isEqualTo(200);
            }
            assertThat(one.send(Messages.GET).read().status()).isEqualTo(200);
            assertThat(MetricSamples.of(proxy))
                    .containsEntry(
                            "zentinel_connections_refused_total{listener=\"main\",reason=\"max_connections_per_client\"}",
                            1.0);
        }
    }

    @Test
    void aClientWhoseConnectionsHaveEndedIsForgotten() {
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.inFrontOf(origin, Piece.limits("max-connections-per-client 2"))) {
            for (int client = 1; client <= 20; client++) {
                try (RawClient one = RawClient.connectFrom("127.0.1." + client, proxy.address());
                        RawClient two = RawClient.connectFrom("127.0.1." + client, proxy.address())) {
                    assertThat(one.send(Messages.GET).read().status()).isEqualTo(200);
                    assertThat(two.send(Messages.GET).read().status()).isEqualTo(200);
                    assertThat(proxy.server().clients()).isGreaterThan(0);
                }
            }
            await().until(() -> proxy.server().clients() == 0);
        }
    }

    @Test
    void aHundredIsTheDefaultAndZeroMeansNone() {
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy usual = RunningProxy.inFrontOf(origin);
                RunningProxy open = RunningProxy.inFrontOf(origin, Piece.limits("max-connections-per-client 0"))) {
            assertThat(served(usual, 101)).isEqualTo(100);
            assertThat(served(open, 101)).isEqualTo(101);
        }
    }

    @Test
    void behindABalancerEachClientHasItsOwnConnections() {
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy proxy =
                        RunningProxy.inFrontOf(origin, BALANCER, Piece.limits("max-connections-per-client 1"))) {
            try (RawClient one = proxy.connect();
                    RawClient other = proxy.connect();
                    RawClient again = proxy.connect()) {
                assertThat(one.send(BalancerHeader.v1("198.51.100.7"))
                                .send(Messages.GET)
                                .read()
                                .status())
                        .isEqualTo(200);
                assertThat(other.send(BalancerHeader.v2("198.51.100.8"))
                                .send(Messages.GET)
                                .read()
                                .status())
                        .isEqualTo(200);
                assertThat(again.send(BalancerHeader.v1("198.51.100.7")).read().status())
                        .isEqualTo(429);
                assertThat(proxy.server().clients()).isEqualTo(2);
            }
            await().until(() -> proxy.server().clients() == 0 && proxy.server().connections() == 0);
        }
    }

    /** What a subscriber gets is 64 bits (RFC 6177): who may take any address in it is one client. */
    @Test
    void anIpv6NetworkOf64BitsIsOneClient() {
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy proxy =
                        RunningProxy.inFrontOf(origin, BALANCER, Piece.limits("max-connections-per-client 1"));
                RawClient one = proxy.connect();
                RawClient neighbour = proxy.connect();
                RawClient nextNetwork = proxy.connect()) {
            assertThat(one.send(BalancerHeader.v2("2001:db8:0:1::1"))
                            .send(Messages.GET)
                            .read()
                            .status())
                    .isEqualTo(200);
            assertThat(neighbour
                            .send(BalancerHeader.v2("2001:db8:0:1:ffff:ffff:ffff:ffff"))
                            .read()
                            .status())
                    .isEqualTo(429);
            assertThat(nextNetwork
                            .send(BalancerHeader.v2("2001:db8:0:2::1"))
                            .send(Messages.GET)
                            .read()
                            .status())
                    .isEqualTo(200);
        }
    }

    private static int served(RunningProxy proxy, int connections) {
        List<RawClient> clients = new ArrayList<>();
        for (int i = 0; i < connections; i++) {
            clients.add(proxy.connect());
        }
        int served = 0;
        for (RawClient client : clients) {
            client.trySend(Messages.GET.getBytes());
            Reply reply = client.readUnlessClosed();
            served += reply != null && reply.status() == 200 ? 1 : 0;
        }
        clients.forEach(RawClient::close);
        return served;
    }

    /** A flood is told of in a line a second, not in one for each connection. */
    @Test
    void refusalsAreLoggedTogether() {
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                LogCapture log = new LogCapture(Listener.class);
                RunningProxy proxy = RunningProxy.inFrontOf(origin, Piece.limits("max-connections-per-client 1"));
                RawClient first = proxy.connect()) {
            assertThat(first.send(Messages.GET).read().status()).isEqualTo(200);
            long began = System.nanoTime();
            for (int i = 0; i < 50; i++) {
                try (RawClient refused = proxy.connect()) {
                    refused.readToEnd();
                }
            }
            long seconds = (System.nanoTime() - began) / 1_000_000_000;
            assertThat(log.messages())
                    .hasSizeLessThanOrEqualTo((int) seconds + 2)
                    .first()
                    .isEqualTo(
                            "listener main: connections refused for max_connections_per_client: 1, the last from 127.0.0.1");
        }
    }
}
