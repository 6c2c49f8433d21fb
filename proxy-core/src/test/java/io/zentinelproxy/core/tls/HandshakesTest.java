package io.zentinelproxy.core.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.TestCertificates;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that do not get through a handshake: each is told why where it can be, counted, and costs little. */
class HandshakesTest {
    private static final SSLContext CLIENT = TestCertificates.authority().clientContext();
    private static final HandshakeSettings SHORT = new HandshakeSettings(Duration.ofMillis(400), 1_024, 16 * 1024);

    /** Where something has to come of a handshake before its time is over. */
    private static final HandshakeSettings LONGER = new HandshakeSettings(Duration.ofSeconds(3), 1_024, 16 * 1024);

    private static TlsListener listener() {
        return listener(HandshakeSettings.DEFAULT, engine -> engine);
    }

    private static TlsListener listener(HandshakeSettings settings, UnaryOperator<SSLEngine> tuned) {
        return TlsListener.start(settings, tuned, HandshakesTest::answerOnce);
    }

    private static void answerOnce(TlsTransport transport) throws IOException {
        ByteBuffer into = ByteBuffer.allocate(100);
        if (transport.read(into) > 0) {
            transport.write(into.flip());
        }
    }

    private static UnaryOperator<SSLEngine> needingCertificate() {
        return engine -> {
            engine.setNeedClientAuth(true);
            return engine;
        };
    }

    private static byte[] alert(int description) {
        return new byte[] {21, 3, 3, 0, 2, 2, (byte) description};
    }

    @Test
    void whoSaysNothingIsClosedAfterTheHandshakeTimeoutAndHoldsNoBufferBefore() {
        try (TlsListener listener = listener(SHORT, engine -> engine);
                RawClient silent = RawClient.connect(listener.address())) {
            assertThat(silent.awaitClosed()).isTrue();
            assertThat(listener.awaitResult()).isEqualTo(HandshakeResult.TIMEOUT);
            await().until(() -> listener.parts().buffers().taken() == 0);
        }
    }

    @Test
    void whoSendsItsHelloInDripsIsClosedAfterTheHandshakeTimeout() throws Exception {
        byte[] hello = Hellos.records(new Hellos().serverName("a.example").message(), 100);
        try (TlsListener listener = listener(SHORT, engine -> engine);
                RawClient slow = RawClient.connect(listener.address())) {
            int sent = 0;
            while (listener.server().count(HandshakeResult.TIMEOUT) == 0 && sent < hello.length - 1) {
                slow.trySend(new byte[] {hello[sent++]});
                Thread.sleep(20);
            }
            assertThat(listener.awaitResult()).isEqualTo(HandshakeResult.TIMEOUT);
            assertThat(sent).isLessThan(hello.length - 1);
        }
    }

    @Test
    void whoStopsInTheMiddleHasAnEngineAndNoBufferUntilItsTimeIsOver() {
        try (TlsListener listener = listener(LONGER, engine -> engine);
                RawClient half = RawClient.connect(listener.address())) {
            half.send(wholeHello());
            assertThat(half.readRaw(1)).isEqualTo(new byte[] {22});
            half.readToEnd();
            assertThat(listener.awaitResult()).isEqualTo(HandshakeResult.TIMEOUT);
            await().until(() -> listener.parts().buffers().taken() == 0);
        }
    }

    /** What JSSE says first. */
    private static byte[] wholeHello() {
        try {
            SSLEngine engine = CLIENT.createSSLEngine("a.example", 443);
            engine.setUseClientMode(true);
            ByteBuffer hello = ByteBuffer.allocate(20_000);
            engine.wrap(ByteBuffer.allocate(0), hello);
            byte[] octets = new byte[hello.flip().remaining()];
            hello.get(octets);
            return octets;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aRequestInTheClearIsToldSoInTheClear() {
        try (TlsListener listener = listener();
                RawClient client = RawClient.connect(listener.address())) {
            client.send("GET / HTTP/1.1\r\nHost: a.example\r\n\r\n");

            assertThat(new String(client.readToEnd(), StandardCharsets.ISO_8859_1))
                    .startsWith("HTTP/1.1 400 Bad Request\r\n")
                    .endsWith("The plain HTTP request was sent to an HTTPS port.\n");
            assertThat(client.wasReset()).isFalse();
            assertThat(listener.awaitResult()).isEqualTo(HandshakeResult.PLAIN_HTTP);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u0000\u0001\u0002\u0003",
                "\u0080\u002e\u0001\u0003\u0001\u0000\u0015\u0000\u0000\u0000\u0010", // SSLv2
                "\u0016\u0002\u0000\u0000\u0001\u0001",
                "\u0016\u0003\u0001\u0000\u0000",
                "\u0016\u0003\u0001\u00ff\u00ff",
                "\u0016\u0003\u0001\u0000\u0004\u0002\u0000\u0000\u0000", // a ServerHello
                "\u0015\u0003\u0001\u0000\u0002\u0002\u0028"
            })
    void whatIsNoClientHelloIsAnsweredWithAnAlert(String octets) {
        try (TlsListener listener = listener();
                RawClient client = RawClient.connect(listener.address())) {
            client.send(octets);
            assertThat(client.readToEnd()).isEqualTo(alert(10));
            assertThat(listener.awaitResult()).isEqualTo(HandshakeResult.BAD_HELLO);
        }
    }

    @Test
    void aMalformedHelloIsAnsweredWithAnAlert() {
        byte[] message = new Hellos().serverName("a.example").message();
        message[message.length - 1 - "a.example".length()] = 77;
        try (TlsListener listener = listener();
                RawClient client = RawClient.connect(listener.address())) {
            client.send(Hellos.records(message, 1_000));
            assertThat(client.readToEnd()).isEqualTo(alert(50));
            assertThat(listener.awaitResult()).isEqualTo(HandshakeResult.BAD_HELLO);
        }
    }

    @Test
    void aHelloOf64KibIsAnsweredWithAnAlertThoughItsClientStillSends() {
        byte[] message = new Hellos().extension(21, new byte[65_000]).message();
        try (TlsListener listener = listener();
                RawClient client = RawClient.connect(listener.address())) {
            client.send(Hellos.records(message, 16_384));
            client.halfClose();
            assertThat(client.readToEnd()).isEqualTo(alert(50));
            assertThat(client.wasReset()).isFalse();
            assertThat(listener.awaitResult()).isEqualTo(HandshakeResult.HELLO_TOO_LARGE);
        }
    }

    @Test
    void versionsAndSuitesAndProtocolsThatDoNotMeetAreToldApart() {
        try (TlsListener newest = listener(HandshakeSettings.DEFAULT, engine -> {
            engine.setEnabledProtocols(new String[] {"TLSv1.3"});
            engine.setEnabledCipherSuites(new String[] {"TLS_AES_256_GCM_SHA384"});
            return engine;
        })) {
            sendAndReadAll(newest, new Hellos().suites(0xc02b));
            assertThat(newest.awaitResult()).isEqualTo(HandshakeResult.NO_COMMON_VERSION);

            try (RawClient client = RawClient.connect(newest.address())) {
                client.send(replaced(wholeHello(), 0x1302, 0x1301));
                assertThat(client.readToEnd()).isEqualTo(alert(40));
            }
            assertThat(newest.awaitResult()).isEqualTo(HandshakeResult.NO_COMMON_CIPHER);
        }
        try (TlsListener listener = listener()) {
            sendAndReadAll(
                    listener,
                    new Hellos()
                            .suites(0xc02b)
                            .signatures(0x0403)
                            .extension(10, (byte) 0, (byte) 2, (byte) 0, (byte) 0x17)
                            .protocols("h2"));
            assertThat(listener.awaitResult()).isEqualTo(HandshakeResult.NO_COMMON_PROTOCOL);
        }
    }

    private static void sendAndReadAll(TlsListener listener, Hellos hello) {
        try (RawClient client = RawClient.connect(listener.address())) {
            client.send(Hellos.records(hello.message(), 16_000));
            assertThat(client.readToEnd()).startsWith((byte) 21);
        }
    }

    /** Another cipher suite in the place of one, wherever the two octets stand. */
    private static byte[] replaced(byte[] octets, int from, int to) {
        for (int i = 43; i < 200; i++) {
            if (octets[i] == (byte) (from >> 8) && octets[i + 1] == (byte) from) {
                octets[i + 1] = (byte) to;
                return octets;
            }
        }
        throw new AssertionError("no such suite");
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void aClientCertificateThatIsMissingOrNotTrustedIsToldApartFromAGoodOne(String protocol) throws Exception {
        UnaryOperator<SSLEngine> one = engine -> {
            engine.setEnabledProtocols(new String[] {protocol});
            return needingCertificate().apply(engine);
        };
        TestCertificates authority = TestCertificates.authority();
        try (TlsListener listener = listener(HandshakeSettings.DEFAULT, one)) {
            refuses(listener, CLIENT);
            assertThat(listener.awaitResult()).isEqualTo(HandshakeResult.CLIENT_CERTIFICATE_MISSING);
            refuses(listener, authority.clientContext(authority.expiredClient("late")));
            assertThat(listener.awaitResult()).isEqualTo(HandshakeResult.CLIENT_CERTIFICATE_INVALID);
            try (RawClient client = RawClient.overTls(
                    listener.address(), authority.clientContext(authority.client("good")), "a.example")) {
                client.send("x");
                assertThat(client.readRaw(1)).isEqualTo(new byte[] {'x'});
            }
            assertThat(listener.awaitResult()).isEqualTo(HandshakeResult.OK);
        }
    }

    /** In TLS 1.3 the client is done before it hears that its certificate was not good enough. */
    private static void refuses(TlsListener listener, SSLContext context) {
        assertThatThrownBy(() -> {
                    try (RawClient client = RawClient.overTls(listener.address(), context, "a.example")) {
                        client.readRaw(1);
                    }
                })
                .rootCause()
                .hasMessageContaining("Received fatal alert");
    }

    @Test
    void aClientThatDoesNotTrustUsIsCountedAsOneThatRefused() {
        try (TlsListener listener = listener()) {
            assertThatThrownBy(() -> RawClient.overTls(
                            listener.address(),
                            TestCertificates.otherAuthority().clientContext(),
                            "a.example"))
                    .hasMessageContaining("no handshake");
            assertThat(listener.awaitResult()).isEqualTo(HandshakeResult.REFUSED_BY_CLIENT);
        }
    }

    @Test
    void asManyHandshakesAsMayBeAreInFlightAndWhoSaysNothingIsNotOneOfThem() {
        HandshakeSettings two = new HandshakeSettings(Duration.ofSeconds(60), 2, 16 * 1024);
        List<RawClient> clients = new ArrayList<>();
        try (TlsListener listener = listener(two, engine -> engine)) {
            for (int i = 0; i < 20; i++) {
                clients.add(RawClient.connect(listener.address()).send("\u0016"));
            }
            for (int i = 0; i < 2; i++) {
                RawClient half = RawClient.connect(listener.address()).send(wholeHello());
                half.readRaw(1);
                clients.add(half);
            }
            RawClient third = RawClient.connect(listener.address()).send(wholeHello());
            clients.add(third);

            assertThat(third.awaitClosed()).isTrue();
            assertThat(listener.awaitResult()).isEqualTo(HandshakeResult.CAPPED);
            clients.get(20).close();
            assertThat(listener.awaitResult()).isEqualTo(HandshakeResult.CLOSED);
            try (RawClient client = RawClient.overTls(listener.address(), CLIENT, "a.example")) {
                assertThat(client.session().isValid()).isTrue();
            }
        } finally {
            clients.forEach(RawClient::close);
        }
    }

    @Test
    void aDrainGivesHandshakesAMomentAndACloseNone() {
        HandshakeSettings patient = new HandshakeSettings(Duration.ofMinutes(5), 100, 16 * 1024);
        try (TlsListener listener = listener(patient, engine -> engine);
                RawClient first = RawClient.connect(listener.address()).send(wholeHello());
                RawClient second = RawClient.connect(listener.address()).send("\u0016")) {
            first.readRaw(1);
            listener.server().drain();
            first.readToEnd();
            assertThat(second.awaitClosed()).isTrue();
            assertThat(listener.awaitResult()).isEqualTo(HandshakeResult.TIMEOUT);
            assertThat(listener.awaitResult()).isEqualTo(HandshakeResult.TIMEOUT);
        }
        try (TlsListener listener = listener(patient, engine -> engine);
                RawClient half = RawClient.connect(listener.address()).send(wholeHello())) {
            half.readRaw(1);
            listener.server().close();
            half.readToEnd();
            assertThat(listener.awaitResult()).isEqualTo(HandshakeResult.CLOSED);
        }
    }

    @Test
    void aDefectOfTheEngineIsCountedAndEndsNothingElse() {
        CountDownLatch calls = new CountDownLatch(1);
        try (TlsListener listener = listener(HandshakeSettings.DEFAULT, engine -> {
            if (calls.getCount() > 0) {
                calls.countDown();
                throw new IllegalStateException("a key that cannot be used");
            }
            return engine;
        })) {
            assertThatThrownBy(() -> RawClient.overTls(listener.address(), CLIENT, "a.example"))
                    .isInstanceOf(RuntimeException.class);
            assertThat(listener.awaitResult()).isEqualTo(HandshakeResult.INTERNAL);
            RawClient.overTls(listener.address(), CLIENT, "a.example").close();
            assertThat(listener.awaitResult()).isEqualTo(HandshakeResult.OK);
        }
    }
}
