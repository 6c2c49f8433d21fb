package io.zentinelproxy.core.wire;

import static io.zentinelproxy.core.wire.BalancerHeader.join;
import static io.zentinelproxy.core.wire.BalancerHeader.octets;
import static io.zentinelproxy.core.wire.BalancerHeader.v1;
import static io.zentinelproxy.core.wire.BalancerHeader.v2;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zentinelproxy.core.net.Listener;
import io.zentinelproxy.core.testkit.HandClock;
import io.zentinelproxy.core.testkit.LogCapture;
import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.TestOrigin;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who a balancer says that the client is, and headers that are cut, wrong, late, unasked for or missing. */
class ProxyProtocolTest {
    private static final Piece REQUIRED = Piece.listener("proxy-protocol { from \"127.0.0.1\"; }");
    private static final Piece OPTIONAL = Piece.listener("proxy-protocol { from \"127.0.0.1\"; mode \"optional\"; }");
    private static final byte[] GET = octets(Messages.GET);

    private final TestOrigin origin = TestOrigin.answering(Messages.OK);

    @AfterEach
    void stop() {
        origin.close();
    }

    @Test
    void theClientThatIsToldIsTheClientOfTheRequest() {
        try (RunningProxy proxy = RunningProxy.inFrontOf(origin, REQUIRED)) {
            assertThat(clientAfter(proxy, v1("198.51.100.7"))).isEqualTo("198.51.100.7");
            assertThat(clientAfter(proxy, v1("2001:db8::7"))).isEqualTo("2001:db8:0:0:0:0:0:7");
            assertThat(clientAfter(proxy, v1("::ffff:198.51.100.8"))).isEqualTo("198.51.100.8");
            assertThat(clientAfter(proxy, v2("198.51.100.9"))).isEqualTo("198.51.100.9");
            assertThat(clientAfter(proxy, v2("2001:db8::9"))).isEqualTo("2001:db8:0:0:0:0:0:9");
            assertThat(clientAfter(proxy, v2("::ffff:198.51.100.10"))).isEqualTo("198.51.100.10");
        }
    }

    /** It is waited for no longer than a drain begins: the grace is for requests. */
    @Test
    void aSilentBalancerDoesNotKeepADrainWaiting() throws InterruptedException {
        try (RunningProxy proxy =
                        RunningProxy.inFrontOf(origin, OPTIONAL, Piece.system("graceful-shutdown-timeout-secs 600"));
                RawClient client = proxy.connect()) {
            await().until(() -> proxy.server().connections() == 1);
            Thread drain = Thread.startVirtualThread(proxy::drain);
            assertThat(client.readToEnd()).isEmpty();
            drain.join();
            assertThat(proxy.server().connections()).isZero();
        }
    }

    @Test
    void whatABalancerSaysForItselfOrOfNobodyKeepsItsOwnAddress() {
        try (RunningProxy proxy = RunningProxy.inFrontOf(origin, REQUIRED)) {
            byte[] addresses = BalancerHeader.addresses("198.51.100.7");
            for (byte[] header : List.of(
                    octets("PROXY UNKNOWN\r\n"),
                    octets("PROXY UNKNOWN 198.51.100.7 what ever it is\r\n"),
                    v2(BalancerHeader.LOCAL, BalancerHeader.UNSPECIFIED, new byte[0]),
                    v2(BalancerHeader.LOCAL, BalancerHeader.TCP4, addresses),
                    v2(BalancerHeader.PROXY, BalancerHeader.UNSPECIFIED, new byte[7]),
                    v2(BalancerHeader.PROXY, BalancerHeader.UNIX, new byte[216]),
                    v2(BalancerHeader.PROXY, 0x12, addresses))) {
                assertThat(clientAfter(proxy, header)).isEqualTo("127.0.0.1");
            }
        }
    }

    @Test
    void whereTheClientConnectedIsToldOnAndNamesARequestWithoutHost() {
        Piece onward = Piece.upstream("proxy-protocol \"v1\"");
        try (RunningProxy proxy = RunningProxy.inFrontOf(origin, REQUIRED, onward);
                RawClient client = proxy.connect()) {
            client.send(join(v1("198.51.100.7"), octets("GET / HTTP/1.0\r\n\r\n")));
            assertThat(client.read().status()).isEqualTo(200);
            assertThat(origin.octets(0)).startsWith("PROXY TCP4 198.51.100.7 192.0.2.1 40000 443\r\n");
            assertThat(origin.octets(0)).contains("\r\nHost: 192.0.2.1:443\r\n");
        }
    }

    @Test
    void aHeaderMayComeOctetByOctetAndWithTheRequestBehindIt() {
        try (RunningProxy proxy = RunningProxy.inFrontOf(origin, REQUIRED)) {
            for (byte[] header :
                    List.of(v1("198.51.100.7"), v2("198.51.100.7", BalancerHeader.record(1, octets("h2"))))) {
                try (RawClient client = proxy.connect()) {
                    for (byte octet : join(header, GET)) {
                        client.send(new byte[] {octet});
                    }
                    assertThat(client.read().status()).isEqualTo(200);
                    assertThat(lastClient()).isEqualTo("198.51.100.7");
                    assertThat(client.send(GET).read().status()).isEqualTo(200);
                }
            }
        }
    }

    @Test
    void longestHeaderIsReadAndNothingBehindIt() {
        byte[] rest = new byte[536 - 12 - 3];
        try (RunningProxy proxy = RunningProxy.inFrontOf(origin, REQUIRED)) {
            assertThat(clientAfter(proxy, v2("198.51.100.7", BalancerHeader.record(0xe0, rest))))
                    .isEqualTo("198.51.100.7");
            byte[] line = octets("PROXY UNKNOWN " + "x".repeat(107 - 16) + "\r\n");
            assertThat(line).hasSize(107);
            assertThat(clientAfter(proxy, line)).isEqualTo("127.0.0.1");
        }
    }

    @Test
    void aChecksumIsChecked() {
        try (RunningProxy proxy = RunningProxy.inFrontOf(origin, REQUIRED)) {
            assertThat(clientAfter(proxy, BalancerHeader.v2WithChecksum("198.51.100.7", 0)))
                    .isEqualTo("198.51.100.7");
            assertRefused(proxy, BalancerHeader.v2WithChecksum("198.51.100.7", 1));
            assertThat(refused(proxy, "bad_proxy_header")).isEqualTo(1);
        }
    }

    @Test
    void wrongHeadersAreResetWithoutAnAnswer() {
        byte[] four = BalancerHeader.addresses("198.51.100.7");
        List<byte[]> wrong = List.of(
                octets("PROXY \r\n"),
                octets("PROXY TCP5 198.51.100.7 192.0.2.1 1 2\r\n"),
                octets("PROXY TCP4 198.51.100.7 192.0.2.1 1\r\n"),
                octets("PROXY TCP4 198.51.100.7 192.0.2.1 1 2 3\r\n"),
                octets("PROXY TCP4  198.51.100.7 192.0.2.1 1 2\r\n"),
                octets("PROXY TCP4 198.51.100 192.0.2.1 1 2\r\n"),
                octets("PROXY TCP4 198.51.100.256 192.0.2.1 1 2\r\n"),
                octets("PROXY TCP4 ::1 192.0.2.1 1 2\r\n"),
                octets("PROXY TCP6 198.51.100.7 ::1 1 2\r\n"),
                octets("PROXY TCP6 fe80::1%lo ::1 1 2\r\n"),
                octets("PROXY TCP6 ff02::1 ::1 1 2\r\n"),
                octets("PROXY TCP4 a.example 192.0.2.1 1 2\r\n"),
                octets("PROXY TCP4 198.51.100.7 192.0.2.1 65536 2\r\n"),
                octets("PROXY TCP4 198.51.100.7 192.0.2.1 01 2\r\n"),
                octets("PROXY TCP4 198.51.100.7 192.0.2.1 -1 2\r\n"),
                octets("PROXY TCP4 198.51.100.7 192.0.2.1  2\r\n"),
                octets("PROXY TCP4 198.51.100.7 192.0.2.1 1 2\n"),
                octets("PROXY UNKNOWN " + "x".repeat(107 - 15) + "\r\n"),
                octets("PROXY UNKNOWN " + "x".repeat(2000)),
                v2(0x11, BalancerHeader.TCP4, four),
                v2(0x31, BalancerHeader.TCP4, four),
                v2(0x22, BalancerHeader.TCP4, four),
                v2(BalancerHeader.PROXY, 0x41, four),
                v2(BalancerHeader.PROXY, 0x13, four),
                v2(BalancerHeader.PROXY, BalancerHeader.TCP4, Arrays.copyOf(four, 11)),
                v2(BalancerHeader.PROXY, BalancerHeader.TCP6, four),
                v2(BalancerHeader.PROXY, BalancerHeader.UNIX, new byte[215]),
                v2("ff02::1"),
                v2("198.51.100.7", new byte[] {1}),
                v2("198.51.100.7", new byte[] {1, 0, 2, 'h'}),
                v2("198.51.100.7", BalancerHeader.record(3, octets("sum"))),
                v2(BalancerHeader.LOCAL, BalancerHeader.TCP4, new byte[537]),
                v2(BalancerHeader.PROXY, BalancerHeader.TCP4, new byte[0xffff]));
        try (RunningProxy proxy = RunningProxy.inFrontOf(origin, REQUIRED)) {
            for (byte[] header : wrong) {
                assertRefused(proxy, join(header, GET));
            }
            assertThat(refused(proxy, "bad_proxy_header")).isEqualTo(wrong.size());
            assertThat(origin.connections()).isZero();
        }
    }

    @Test
    void aHeaderCutAfterAnyOctetIsRefusedAtItsEnd() {
        int cuts = 0;
        try (RunningProxy proxy = RunningProxy.inFrontOf(origin, REQUIRED)) {
            for (byte[] header :
                    List.of(v1("198.51.100.7"), v2("2001:db8::9", BalancerHeader.record(1, octets("h2"))))) {
                for (int length = 1; length < header.length; length++) {
                    try (RawClient client = proxy.connect()) {
                        client.send(Arrays.copyOf(header, length)).halfClose();
                        assertThat(client.readToEnd()).isEmpty();
                        cuts++;
                    }
                }
            }
            int all = cuts;
            await().untilAsserted(
                            () -> assertThat(refused(proxy, "bad_proxy_header")).isEqualTo(all));
        }
    }

    @Test
    void aConnectionThatSaysNothingAndEndsIsNotARefusal() {
        try (RunningProxy proxy = RunningProxy.inFrontOf(origin, REQUIRED)) {
            try (RawClient client = proxy.connect()) {
                client.halfClose();
                assertThat(client.readToEnd()).isEmpty();
            }
            await().until(() -> proxy.server().connections() == 0);
            assertThat(refused(proxy, "bad_proxy_header")).isZero();
        }
    }

    @Test
    void aMissingHeaderIsRefusedAndSaidInTheLog() {
        try (LogCapture log = new LogCapture(Listener.class);
                RunningProxy proxy = RunningProxy.inFrontOf(origin, REQUIRED)) {
            assertRefused(proxy, GET);
            assertThat(refused(proxy, "no_proxy_header")).isEqualTo(1);
            await().untilAsserted(() -> assertThat(log.messages())
                    .containsExactly(
                            "listener main: connections refused for no_proxy_header: 1, the last from 127.0.0.1:"
                                    + " the connection does not begin with a header"));
        }
    }

    /** An octet a second buys no more time, as it would if each had a timeout of its own. */
    @Test
    void aHeaderHasItsTimeAsAWholeFromAccept() {
        HandClock clock = new HandClock();
        Piece three = Piece.listener("proxy-protocol { from \"127.0.0.1\"; timeout-secs 3; }");
        try (RunningProxy proxy = RunningProxy.inFrontOf(origin, clock, three);
                RawClient silent = proxy.connect();
                RawClient slow = proxy.connect()) {
            slow.send("PROXY UNKNOWN ");
            await().until(() -> proxy.server().connections() == 2);
            clock.advanceUntil(
                    () -> {
                        slow.trySend(new byte[] {'x'});
                        return refused(proxy, "late_proxy_header") == 2;
                    },
                    Duration.ofSeconds(1));
            assertThat(slow.readToEnd()).isEmpty();
            assertThat(silent.readToEnd()).isEmpty();
            assertThat(refused(proxy, "late_proxy_header")).isEqualTo(2);
        }
    }

    @Test
    void whereItIsOptionalARequestMayBeginAtOnce() {
        try (RunningProxy proxy = RunningProxy.inFrontOf(origin, OPTIONAL)) {
            assertThat(clientAfter(proxy, new byte[0])).isEqualTo("127.0.0.1");
            assertThat(clientAfter(proxy, v1("198.51.100.7"))).isEqualTo("198.51.100.7");
            assertThat(clientAfter(proxy, v2("198.51.100.8"))).isEqualTo("198.51.100.8");
            assertThat(clientAfter(proxy, octets("\r\n"))).isEqualTo("127.0.0.1");
            try (RawClient client = proxy.connect()) {
                for (byte octet : octets("POST / HTTP/1.1\r\nHost: a.test\r\nContent-Length: 2\r\n\r\nok")) {
                    client.send(new byte[] {octet});
                }
                assertThat(client.read().status()).isEqualTo(200);
            }
            assertRefused(proxy, octets("PROXY TCP4 nonsense\r\n"));
        }
    }

    @Test
    void whereItIsOptionalSilenceIsAllowedAsLongAsBeforeARequest() {
        HandClock clock = new HandClock();
        try (RunningProxy proxy = RunningProxy.inFrontOf(origin, clock, OPTIONAL);
                RawClient client = proxy.connect()) {
            await().until(() -> proxy.server().connections() == 1);
            clock.advance(Duration.ofSeconds(50));
            assertThat(client.send(GET).read().status()).isEqualTo(200);
        }
    }

    @Test
    void aPeerFromElsewhereIsItsOwnClientAndItsHeaderABadRequest() {
        for (Piece mode : List.of(REQUIRED, OPTIONAL)) {
            try (RunningProxy proxy = RunningProxy.inFrontOf(origin, mode)) {
                try (RawClient client = RawClient.connectFrom("127.0.0.2", proxy.address())) {
                    assertThat(client.send(GET).read().status()).isEqualTo(200);
                    assertThat(lastClient()).isEqualTo("127.0.0.2");
                }
                int before = origin.requests().size();
                for (byte[] header : List.of(v1("198.51.100.7"), v2("198.51.100.7"))) {
                    try (RawClient client = RawClient.connectFrom("127.0.0.2", proxy.address())) {
                        assertThat(client.send(join(header, GET)).read().status())
                                .isEqualTo(400);
                        assertThat(client.awaitClosed()).isTrue();
                    }
                }
                assertThat(origin.requests()).hasSize(before);
            }
        }
    }

    @Test
    void aListenerWithoutTheBlockTakesNoHeader() {
        try (RunningProxy proxy = RunningProxy.inFrontOf(origin);
                RawClient client = proxy.connect()) {
            assertThat(client.send(join(v1("198.51.100.7"), GET)).read().status())
                    .isEqualTo(400);
            assertThat(origin.connections()).isZero();
        }
    }

    @Test
    void aSecondHeaderIsABadRequest() {
        try (RunningProxy proxy = RunningProxy.inFrontOf(origin, REQUIRED)) {
            for (byte[] header : List.of(v1("198.51.100.7"), v2("198.51.100.7"))) {
                try (RawClient client = proxy.connect()) {
                    assertThat(client.send(join(header, header, GET)).read().status())
                            .isEqualTo(400);
                }
            }
            assertThat(origin.connections()).isZero();
        }
    }

    @Test
    void forwardingFieldsAreBelievedOfTheClientThatIsToldAndNotOfTheBalancer() {
        Piece trusted = Piece.listener("trusted-proxies \"198.51.100.0/24\"");
        byte[] get = octets(Messages.getWith("X-Forwarded-For: 203.0.113.5\r\n"));
        try (RunningProxy proxy = RunningProxy.inFrontOf(origin, REQUIRED, trusted)) {
            assertThat(exchange(proxy, v1("198.51.100.7"), get)).isEqualTo("203.0.113.5, 198.51.100.7");
            assertThat(exchange(proxy, v1("192.0.2.7"), get)).isEqualTo("192.0.2.7");
        }
        Piece balancer = Piece.listener("trusted-proxies \"127.0.0.1\"");
        try (RunningProxy proxy = RunningProxy.inFrontOf(origin, REQUIRED, balancer)) {
            assertThat(exchange(proxy, v1("198.51.100.7"), get)).isEqualTo("198.51.100.7");
        }
    }

    private String clientAfter(RunningProxy proxy, byte[] header) {
        return exchange(proxy, header, GET);
    }

    /** X-Forwarded-For as the origin has seen it, of a request behind this header. */
    private String exchange(RunningProxy proxy, byte[] header, byte[] request) {
        try (RawClient client = proxy.connect()) {
            assertThat(client.send(join(header, request)).read().status()).isEqualTo(200);
            return lastClient();
        }
    }

    private String lastClient() {
        return origin.requests().getLast().field("X-Forwarded-For");
    }

    private static void assertRefused(RunningProxy proxy, byte[] octets) {
        try (RawClient client = proxy.connect()) {
            client.trySend(octets);
            assertThat(client.readToEnd()).isEmpty();
            assertThat(client.wasReset()).isTrue();
        }
    }

    private static long refused(RunningProxy proxy, String reason) {
        return proxy.server().listeners().getFirst().admissions().refused(reason);
    }
}
