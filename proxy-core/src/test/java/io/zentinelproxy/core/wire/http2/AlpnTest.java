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
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;

/** What ALPN comes to where a listener speaks HTTP/2 alone, or with a suite that must not carry it (RFC 9113 section 9.2.2). */
class AlpnTest {
    private static final TestIdentity CERTIFICATE = SealedListener.CA.server("a.test");
    private static final SSLContext CLIENTS = SealedListener.CA.clientContext();
    private static final String NEW_SUITE = "TLS_AES_128_GCM_SHA256";
    private static final String OLD_SUITE = "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256";

    @Test
    void whereOnlyHttp2IsSpokenNothingElseIsOffered() {
        Piece only = Piece.listener(
                SealedListener.listener(CERTIFICATE, "").kdl().replace("protocol \"https\"", "protocol \"h2\""));
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.inFrontOf(origin, only);
                H2Client client = H2Client.overTls(proxy.address(), CLIENTS, "a.test");
                RawClient silent = RawClient.overTls(proxy.address(), CLIENTS, "a.test")) {
            assertThat(client.get("/").awaitReply().body()).isEqualTo("ok");
            assertThatThrownBy(() -> agreed(proxy, NEW_SUITE, "http/1.1")).isInstanceOf(IOException.class);
            String answer = new String(silent.send(Messages.GET).readToEnd(), StandardCharsets.ISO_8859_1);
            assertThat(answer).doesNotContain("HTTP/1.1");
            assertThat(origin.requests()).hasSize(1);
        }
    }

    @Test
    void withASuiteThatMustNotCarryHttp2TheClientGetsHttp1() throws Exception {
        String suites = "cipher-suites \"" + OLD_SUITE + "\" \"" + NEW_SUITE + "\"\n";
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.inFrontOf(origin, SealedListener.listener(CERTIFICATE, suites))) {
            assertThat(agreed(proxy, OLD_SUITE, "h2", "http/1.1")).isEqualTo("http/1.1");
            assertThat(agreed(proxy, NEW_SUITE, "h2", "http/1.1")).isEqualTo("h2");
            assertThatThrownBy(() -> agreed(proxy, OLD_SUITE, "h2")).isInstanceOf(IOException.class);
        }
    }

    private static String agreed(RunningProxy proxy, String suite, String... protocols) throws IOException {
        try (SSLSocket socket = (SSLSocket) CLIENTS.getSocketFactory()
                .createSocket(proxy.address().getAddress(), proxy.address().getPort())) {
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setCipherSuites(new String[] {suite});
            parameters.setApplicationProtocols(protocols);
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            return socket.getApplicationProtocol();
        }
    }
}
