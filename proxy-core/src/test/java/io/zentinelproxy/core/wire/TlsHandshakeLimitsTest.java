package io.zentinelproxy.core.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.zentinelproxy.core.testkit.HandClock;
import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.TestCertificates;
import io.zentinelproxy.core.testkit.TestIdentity;
import io.zentinelproxy.core.testkit.TestOrigin;
import io.zentinelproxy.core.testkit.TlsPeer;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import javax.net.ssl.SSLEngine;
import org.junit.jupiter.api.Test;

/** Handshakes that do not end, and too many of them. */
class TlsHandshakeLimitsTest {
    private static final TestCertificates CA = TestCertificates.authority();

    @Test
    void aHandshakeThatIsNotOverInTimeIsClosed() {
        HandClock clock = new HandClock();
        try (TestOrigin origin = TestOrigin.echo();
                RunningProxy proxy = RunningProxy.inFrontOf(origin, clock, listener("handshake-timeout-secs 3"));
                RawClient silent = RawClient.connect(proxy.address())) {
            await().until(() -> proxy.server().connections() == 1);
            assertThat(clock.advanceDuring(silent::awaitClosed, Duration.ofSeconds(4)))
                    .isTrue();
        }
    }

    @Test
    void aHandshakeMoreThanMayBeAtOnceIsClosedUntilThereIsRoomAgain() throws Exception {
        try (TestOrigin origin = TestOrigin.echo();
                RunningProxy proxy = RunningProxy.inFrontOf(origin, listener("max-handshakes 1"))) {
            RawClient stuck = RawClient.connect(proxy.address());
            stuck.send(clientHello());
            // The first octets of the ServerHello: this one is in flight.
            stuck.readRaw(5);

            assertThatThrownBy(() -> TlsPeer.connect(proxy.address(), CA.clientContext()))
                    .isNotNull();
            stuck.close();
            await().until(() -> isServed(proxy));
        }
    }

    private static boolean isServed(RunningProxy proxy) {
        try (TlsPeer peer = TlsPeer.connect(proxy.address(), CA.clientContext())) {
            return peer.get() == 200;
        } catch (RuntimeException refused) {
            return false;
        }
    }

    private static byte[] clientHello() throws Exception {
        SSLEngine engine = CA.clientContext().createSSLEngine("a.example", 443);
        engine.setUseClientMode(true);
        ByteBuffer hello = ByteBuffer.allocate(32 * 1024);
        engine.wrap(ByteBuffer.allocate(0), hello);
        return Arrays.copyOf(hello.array(), hello.position());
    }

    private static Piece listener(String more) {
        TestIdentity identity = CA.server("a.example");
        return Piece.listener("protocol \"https\"\ntls {\ncert-file \"" + identity.certificate() + "\"\nkey-file \""
                + identity.key() + "\"\n" + more + "\n}");
    }
}
