package io.zentinelproxy.core.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.ProxyKdl;
import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.Step;
import io.zentinelproxy.core.testkit.TestOrigin;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** The header of haproxy's PROXY protocol, versions 1 and 2, at the beginning of each connection to an origin. */
class ProxyHeaderToOriginTest {

    private static final Piece V1 = Piece.upstream("proxy-protocol \"v1\"");
    private static final Piece V2 = Piece.upstream("proxy-protocol \"v2\"");
    private static final Piece TRUSTED = Piece.listener("trusted-proxies \"127.0.0.0/8\"");
    private static final String SIGNATURE = "0d0a0d0a000d0a515549540a";

    private static TestOrigin origin() {
        return TestOrigin.answering(Messages.OK).expectingProxyHeader();
    }

    private static String hex(String octets, int count) {
        return HexFormat.of().formatHex(octets.getBytes(StandardCharsets.ISO_8859_1), 0, count);
    }

    private static String port(int port) {
        return "%04x".formatted(port);
    }

    @Test
    void withoutTheKeyNoHeaderIsSent() {
        for (Piece piece : new Piece[] {Piece.upstream("proxy-protocol \"off\""), Piece.system("")}) {
            try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                    RunningProxy proxy = RunningProxy.inFrontOf(origin, piece);
                    RawClient client = proxy.connect()) {
                client.send(Messages.GET).read();
                assertThat(origin.octets(0)).startsWith("GET / HTTP/1.1\r\n");
            }
        }
    }

    @Test
    void version1IsALine() {
        try (TestOrigin origin = origin();
                RunningProxy proxy = RunningProxy.inFrontOf(origin, V1);
                RawClient client = proxy.connect()) {
            assertThat(client.send(Messages.GET).read().status()).isEqualTo(200);
            assertThat(origin.octets(0))
                    .startsWith("PROXY TCP4 127.0.0.1 127.0.0.1 "
                            + client.localAddress().getPort() + " "
                            + proxy.address().getPort()
                            + "\r\nGET / HTTP/1.1\r\n");
        }
    }

    @Test
    void version2IsBinary() {
        try (TestOrigin origin = origin();
                RunningProxy proxy = RunningProxy.inFrontOf(origin, V2);
                RawClient client = proxy.connect()) {
            assertThat(client.send(Messages.GET).read().status()).isEqualTo(200);
            assertThat(hex(origin.octets(0), 28))
                    .isEqualTo(SIGNATURE + "21" + "11" + "000c" + "7f000001" + "7f000001"
                            + port(client.localAddress().getPort())
                            + port(proxy.address().getPort()));
            assertThat(origin.octets(0).substring(28)).startsWith("GET / HTTP/1.1\r\n");
        }
    }

    @Test
    void ipv6IsToldInFull() {
        String one = "00000000000000000000000000000001";
        for (Piece version : new Piece[] {V1, V2}) {
            try (TestOrigin origin = origin();
                    RunningProxy proxy = RunningProxy.start(
                            ProxyKdl.inFrontOf(origin.address(), version).replace("\"127.0.0.1:0\"", "\"[::1]:0\""));
                    RawClient client = proxy.connect()) {
                assertThat(client.send(Messages.GET).read().status()).isEqualTo(200);
                int from = client.localAddress().getPort();
                int to = proxy.address().getPort();
                if (version == V1) {
                    assertThat(origin.octets(0))
                            .startsWith("PROXY TCP6 0:0:0:0:0:0:0:1 0:0:0:0:0:0:0:1 " + from + " " + to + "\r\nGET ");
                } else {
                    assertThat(hex(origin.octets(0), 52))
                            .isEqualTo(SIGNATURE + "21" + "21" + "0024" + one + one + port(from) + port(to));
                }
            }
        }
    }

    @Test
    void clientBehindATrustedProxyIsTheOneToldOf() {
        try (TestOrigin origin = origin();
                RunningProxy proxy = RunningProxy.inFrontOf(origin, V1, TRUSTED);
                RawClient client = proxy.connect()) {
            client.send(Messages.getWith("X-Forwarded-For: 203.0.113.9\r\n")).read();
            assertThat(origin.octets(0))
                    .startsWith("PROXY TCP4 203.0.113.9 127.0.0.1 "
                            + client.localAddress().getPort() + " "
                            + proxy.address().getPort() + "\r\n");
        }
    }

    @Test
    void ipv4AddressIsMappedWhereTheOtherIsIpv6() {
        String longest = "ffff:ffff:ffff:ffff:ffff:ffff:ffff:fffe";
        try (TestOrigin origin = origin();
                RunningProxy proxy = RunningProxy.inFrontOf(origin, V1, TRUSTED);
                RawClient client = proxy.connect()) {
            client.send(Messages.getWith("X-Forwarded-For: " + longest + "\r\n"))
                    .read();
            String line = origin.octets(0).lines().findFirst().orElseThrow();
            assertThat(line).startsWith("PROXY TCP6 " + longest + " ::ffff:127.0.0.1 ");
            assertThat(line.length() + 2).isLessThanOrEqualTo(107);
        }
        try (TestOrigin origin = origin();
                RunningProxy proxy = RunningProxy.inFrontOf(origin, V2, TRUSTED);
                RawClient client = proxy.connect()) {
            client.send(Messages.getWith("X-Forwarded-For: 2001:db8::1\r\n")).read();
            assertThat(hex(origin.octets(0), 48))
                    .isEqualTo(SIGNATURE + "21" + "21" + "0024" + "20010db8000000000000000000000001"
                            + "00000000000000000000ffff7f000001");
        }
    }

    @Test
    void connectionsOfAClientAreUsedAgainForItAndForNobodyElse() {
        try (TestOrigin origin = origin();
                RunningProxy proxy = RunningProxy.inFrontOf(origin, V1);
                RawClient one = proxy.connect();
                RawClient other = proxy.connect()) {
            for (int i = 0; i < 3; i++) {
                one.send(Messages.get("/one")).read();
                other.send(Messages.get("/other")).read();
            }
            assertThat(origin.connections()).isEqualTo(2);
            assertTold(origin, 0, one, "/one");
            assertTold(origin, 1, other, "/other");
        }
    }

    private static void assertTold(TestOrigin origin, int connection, RawClient client, String path) {
        assertThat(origin.octets(connection))
                .contains("127.0.0.1 " + client.localAddress().getPort() + " ")
                .containsOnlyOnce("PROXY ");
        assertThat(origin.requests())
                .filteredOn(request -> request.connection() == connection)
                .hasSize(3)
                .allMatch(request -> request.target().equals(path));
    }

    @Test
    void clientsBehindOneConnectionOfATrustedProxyDoNotShare() {
        try (TestOrigin origin = origin();
                RunningProxy proxy = RunningProxy.inFrontOf(origin, V1, TRUSTED);
                RawClient client = proxy.connect()) {
            for (String address : new String[] {"203.0.113.1", "203.0.113.2", "203.0.113.1"}) {
                client.send(Messages.getWith("X-Forwarded-For: " + address + "\r\n"))
                        .read();
            }
            assertThat(origin.requests())
                    .extracting(io.zentinelproxy.core.testkit.ReceivedRequest::connection)
                    .containsExactly(0, 1, 0);
        }
    }

    /** The one connection is idle, but another client's: it gives way instead of being waited for. */
    @Test
    void fullPoolMakesRoomForAnotherClient() {
        try (TestOrigin origin = origin();
                RunningProxy proxy =
                        RunningProxy.inFrontOf(origin, V1, Piece.upstream("connection-pool { max-connections 1; }"));
                RawClient one = proxy.connect();
                RawClient other = proxy.connect()) {
            assertThat(one.send(Messages.GET).read().status()).isEqualTo(200);
            assertThat(other.send(Messages.GET).read().status()).isEqualTo(200);
            origin.awaitConnectionClosed(0);
            assertThat(origin.octets(1)).contains(" " + other.localAddress().getPort() + " ");
        }
    }

    /** One waits for the connection that the other one uses, gets its place, and must not get the connection. */
    @Test
    void requestThatWaitedGetsAConnectionOfItsOwn() {
        java.util.concurrent.CountDownLatch answer = new java.util.concurrent.CountDownLatch(1);
        try (TestOrigin origin = TestOrigin.doing(new Step.WaitFor(answer), Step.send(Messages.OK))
                        .expectingProxyHeader();
                RunningProxy proxy =
                        RunningProxy.inFrontOf(origin, V1, Piece.upstream("connection-pool { max-connections 1; }"));
                RawClient one = proxy.connect();
                RawClient other = proxy.connect()) {
            one.send(Messages.GET);
            origin.awaitRequests(1);
            other.send(Messages.GET);
            answer.countDown();
            assertThat(one.read().status()).isEqualTo(200);
            assertThat(other.read().status()).isEqualTo(200);
            assertThat(origin.octets(1)).contains(" " + other.localAddress().getPort() + " ");
        }
    }

    @Test
    void connectionsOfClientsThatWentMakeRoomForThoseOfOthers() {
        try (TestOrigin origin = origin();
                RunningProxy proxy =
                        RunningProxy.inFrontOf(origin, V1, Piece.upstream("connection-pool { max-idle 1; }"));
                RawClient other = proxy.connect()) {
            try (RawClient one = proxy.connect()) {
                one.send(Messages.GET).read();
            }
            other.send(Messages.GET).read();
            origin.awaitConnectionClosed(0);
            other.send(Messages.GET).read();
            assertThat(origin.connections()).isEqualTo(2);
        }
    }

    @Test
    void secondTryAfterADeadConnectionTellsOfTheClientAgain() {
        try (TestOrigin origin = origin();
                RunningProxy proxy = RunningProxy.inFrontOf(origin, V2);
                RawClient client = proxy.connect()) {
            client.send(Messages.GET).read();
            origin.closeConnection(0);
            assertThat(client.send(Messages.GET).read().status()).isEqualTo(200);
            assertThat(hex(origin.octets(1), 12)).isEqualTo(SIGNATURE);
        }
    }
}
