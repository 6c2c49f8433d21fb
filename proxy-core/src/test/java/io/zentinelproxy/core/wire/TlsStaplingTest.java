package io.zentinelproxy.core.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zentinelproxy.core.testkit.ClosedPort;
import io.zentinelproxy.core.testkit.FreePort;
import io.zentinelproxy.core.testkit.OcspResponder;
import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.TestCertificates;
import io.zentinelproxy.core.testkit.TestIdentity;
import io.zentinelproxy.core.testkit.TestOrigin;
import io.zentinelproxy.core.testkit.TlsPeer;
import javax.net.ssl.ExtendedSSLSession;
import org.junit.jupiter.api.Test;

/** Answers of OCSP sent along with the certificate: per listener, although JSSE has one switch for all. */
class TlsStaplingTest {
    private static final TestCertificates CA = TestCertificates.authority();

    @Test
    void theAnswerOfTheResponderIsSentAlongUnlessThatIsOff() {
        int port = FreePort.next();
        TestIdentity identity = CA.serverWithResponder(port, "a.example");
        try (TestOrigin origin = TestOrigin.echo();
                OcspResponder responder = CA.responder(port, identity);
                RunningProxy off = proxy(origin, identity, "ocsp-stapling #false\n");
                RunningProxy on = proxy(origin, identity, "")) {
            // A handshake waits for the responder for a time only; the answer is kept for the next one.
            await().until(() -> stapled(on) == 1);
            assertThat(stapled(off)).isZero();
        }
    }

    @Test
    void aResponderThatIsNotThereDoesNotStopTheHandshake() {
        int port = ClosedPort.refusing().getPort();
        TestIdentity identity = CA.serverWithResponder(port, "a.example");
        try (TestOrigin origin = TestOrigin.echo();
                RunningProxy proxy = proxy(origin, identity, "")) {
            assertThat(stapled(proxy)).isZero();
        }
    }

    private static int stapled(RunningProxy proxy) {
        try (TlsPeer peer = TlsPeer.connect(proxy.address(), CA.clientContext())) {
            return ((ExtendedSSLSession) peer.session()).getStatusResponses().size();
        }
    }

    private static RunningProxy proxy(TestOrigin origin, TestIdentity identity, String more) {
        return RunningProxy.inFrontOf(
                origin,
                Piece.listener("protocol \"https\"\ntls {\ncert-file \"" + identity.certificate() + "\"\nkey-file \""
                        + identity.key() + "\"\n" + more + "}"));
    }
}
