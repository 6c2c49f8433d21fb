package io.zentinelproxy.core.wire.http2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.TestIdentity;
import io.zentinelproxy.core.testkit.TestOrigin;
import io.zentinelproxy.core.testkit.h2.H2Client;
import io.zentinelproxy.core.wire.Messages;
import io.zentinelproxy.core.wire.SealedListener;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which versions a listener speaks, by {@code protocol} and {@code http2 { enabled }}. */
class Http2ListenerTest {
    private static final TestIdentity CERTIFICATE = SealedListener.CA.server("a.test");
    private static final Piece OFF = Piece.listener("http2 { enabled #false; }");
    private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
    private static final String OLD_SUITE = "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256";

    private final TestOrigin origin = TestOrigin.answering(Messages.OK);

    @AfterEach
    void closeOrigin() {
        origin.close();
    }

    @Test
    void bothVersionsAreSpokenInTheClearOnOnePort() {
        try (RunningProxy proxy = RunningProxy.inFrontOf(origin);
                RawClient old = proxy.connect();
                H2Client client = H2Client.connect(proxy.address())) {
            assertThat(old.send(Messages.GET).read().status()).isEqualTo(200);
            assertThat(client.get("/").awaitReply().body()).isEqualTo("ok");
        }
    }

    @Test
    void whereHttp2IsOffItsPrefaceIsAVersionThatIsNotSpoken() {
        try (RunningProxy proxy = RunningProxy.inFrontOf(origin, OFF);
                RawClient client = proxy.connect()) {
            assertThat(client.send(PREFACE).read().status()).isEqualTo(505);
            assertThat(origin.requests()).isEmpty();
        }
    }

    @Test
    void whereOnlyHttp2IsSpokenARequestOfHttp1IsRefused() {
        try (RunningProxy proxy = RunningProxy.inFrontOf(origin, Piece.listener("protocol \"h2\""));
                RawClient old = proxy.connect();
                H2Client client = H2Client.connect(proxy.address())) {
            String answered = new String(old.send(Messages.GET).readToEnd(), StandardCharsets.ISO_8859_1);
            assertThat(answered).doesNotContain(" 200 ");
            assertThat(origin.requests()).isEmpty();
            assertThat(client.get("/").awaitReply().body()).isEqualTo("ok");
        }
    }

    @Test
    void underTlsTheClientChoosesByAlpn() throws Exception {
        try (RunningProxy proxy = RunningProxy.inFrontOf(origin, SealedListener.listener(CERTIFICATE, ""))) {
            assertThat(agreed(proxy.address(), "http/1.1", "h2")).isEqualTo("h2");
            assertThat(agreed(proxy.address(), "http/1.1")).isEqualTo("http/1.1");
            try (H2Client client = H2Client.overTls(proxy.address(), SealedListener.CA.clientContext(), "a.test");
                    RawClient silent =
                            RawClient.overTls(proxy.address(), SealedListener.CA.clientContext(), "a.test")) {
                assertThat(client.get("/").awaitReply().body()).isEqualTo("ok");
                assertThat(silent.send(Messages.GET).read().status()).isEqualTo(200);
            }
        }
    }

    @Test
    void whereHttp2IsOffAlpnDoesNotOfferIt() throws Exception {
        try (RunningProxy proxy = RunningProxy.inFrontOf(origin, SealedListener.listener(CERTIFICATE, ""), OFF)) {
            assertThat(agreed(proxy.address(), "h2", "http/1.1")).isEqualTo("http/1.1");
            assertThatThrownBy(() -> agreed(proxy.address(), "h2")).isInstanceOf(IOException.class);
        }
    }

    @Test
    void whereOnlyHttp2IsSpokenUnderTlsAlpnOffersNothingElse() throws Exception {
        Piece only =
                Piece.listener(SealedListener.listener(CERTIFICATE, "").kdl().replace("\"https\"", "\"h2\""));
        try (RunningProxy proxy = RunningProxy.inFrontOf(origin, only);
                H2Client client = H2Client.overTls(proxy.address(), SealedListener.CA.clientContext(), "a.test")) {
            assertThat(client.get("/").awaitReply().body()).isEqualTo("ok");
            assertThatThrownBy(() -> agreed(proxy.address(), "http/1.1")).isInstanceOf(IOException.class);
            try (RawClient silent = RawClient.overTls(proxy.address(), SealedListener.CA.clientContext(), "a.test")) {
                String answered = new String(silent.send(Messages.GET).readToEnd(), StandardCharsets.ISO_8859_1);
                assertThat(answered).doesNotContain(" 200 ");
            }
            assertThat(origin.requests()).hasSize(1);
        }
    }

    @Test
    void withASuiteThatMustNotCarryHttp2TheClientGetsHttp1() throws Exception {
        String suites = "cipher-suites \"" + OLD_SUITE + "\" \"TLS_AES_128_GCM_SHA256\"\n";
        try (RunningProxy proxy = RunningProxy.inFrontOf(origin, SealedListener.listener(CERTIFICATE, suites))) {
            String old = agreedWith(proxy.address(), parameters -> {
                parameters.setCipherSuites(new String[] {OLD_SUITE});
                parameters.setApplicationProtocols(new String[] {"h2", "http/1.1"});
            });
            assertThat(old).isEqualTo("http/1.1");
            assertThat(agreed(proxy.address(), "h2", "http/1.1")).isEqualTo("h2");
        }
    }

    private static String agreed(InetSocketAddress address, String... protocols) throws IOException {
        return agreedWith(address, parameters -> parameters.setApplicationProtocols(protocols));
    }

    private static String agreedWith(InetSocketAddress address, Consumer<SSLParameters> asking) throws IOException {
        try (SSLSocket socket = (SSLSocket) SealedListener.CA
                .clientContext()
                .getSocketFactory()
                .createSocket(address.getAddress(), address.getPort())) {
            SSLParameters parameters = socket.getSSLParameters();
            asking.accept(parameters);
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            return socket.getApplicationProtocol();
        }
    }
}
