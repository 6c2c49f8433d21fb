package io.zentinelproxy.core.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zentinelproxy.core.exchange.Slots;
import io.zentinelproxy.core.net.SocketTransport;
import io.zentinelproxy.core.net.Sweep;
import io.zentinelproxy.core.testkit.TestCertificates;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Our side of a handshake with an origin, and what is known of an idle connection to it. */
class TlsClientTest {
    private final Sweep sweep = new Sweep(System::nanoTime);
    private final TlsParts parts = new TlsParts(new TlsBuffers(), new Signing(2), sweep);
    private final SSLContext trusting = TestCertificates.authority().clientContext();

    @AfterEach
    void closeSweep() {
        sweep.close();
    }

    private static SSLServerSocket origin() throws IOException {
        return (SSLServerSocket) TestCertificates.authority()
                .serverContext(TestCertificates.authority().server("a.example"))
                .getServerSocketFactory()
                .createServerSocket(0, 10, InetAddress.getLoopbackAddress());
    }

    private static CompletableFuture<SSLSocket> accept(ServerSocket origin) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                SSLSocket socket = (SSLSocket) origin.accept();
                socket.startHandshake();
                return socket;
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
    }

    private TlsTransport connect(ServerSocket origin, SSLContext context, Duration patience) throws IOException {
        return connect((InetSocketAddress) origin.getLocalSocketAddress(), context, patience);
    }

    private TlsTransport connect(InetSocketAddress origin, SSLContext context, Duration patience) throws IOException {
        SSLEngine engine = context.createSSLEngine("a.example", origin.getPort());
        engine.setUseClientMode(true);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        engine.setSSLParameters(parameters);
        SocketTransport wire = SocketTransport.toward(origin, sweep);
        wire.connect();
        return TlsClient.connect(wire, engine, "a.example", this, new Slots.Plan().open(), patience.toNanos(), parts);
    }

    /** On a virtual thread, as the proxy does it. */
    private <T> T virtually(java.util.concurrent.Callable<T> task) throws Exception {
        FutureTask<T> future = new FutureTask<>(task);
        Thread.ofVirtual().start(future);
        try {
            return future.get();
        } catch (java.util.concurrent.ExecutionException e) {
            throw (Exception) e.getCause();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void aTicketIsNoSignOfLifeButContentAndAnEndAre(String protocol) throws Exception {
        try (SSLServerSocket listening = origin()) {
            listening.setEnabledProtocols(new String[] {protocol});
            CompletableFuture<SSLSocket> accepted = accept(listening);
            TlsTransport transport = virtually(() -> connect(listening, trusting, Duration.ofSeconds(20)));
            SSLSocket origin = accepted.get();

            // JSSE's server has sent its ticket behind the handshake.
            assertThat(virtually(transport::isStale)).isFalse();
            transport.write(ByteBuffer.wrap("ask".getBytes()));
            assertThat(origin.getInputStream().readNBytes(3)).isEqualTo("ask".getBytes());
            origin.getOutputStream().write("answer".getBytes());
            ByteBuffer into = ByteBuffer.allocate(100);
            assertThat(virtually(() -> transport.read(into))).isEqualTo(6);
            assertThat(transport.isDrained()).isTrue();
            assertThat(virtually(transport::isStale)).isFalse();

            origin.getOutputStream().write("unasked".getBytes());
            awaitStale(transport);
            transport.close();
            origin.close();
            assertThat(parts.buffers().taken()).isZero();
        }
    }

    @Test
    void anOrderlyEndAndATornOneMakeAConnectionStale() throws Exception {
        try (SSLServerSocket listening = origin()) {
            for (boolean orderly : new boolean[] {true, false}) {
                CompletableFuture<SSLSocket> accepted = accept(listening);
                TlsTransport transport = virtually(() -> connect(listening, trusting, Duration.ofSeconds(20)));
                assertThat(virtually(transport::isStale)).isFalse();
                if (!orderly) {
                    accepted.get().setSoLinger(true, 0);
                }
                accepted.get().close();
                awaitStale(transport);
                transport.close();
            }
            assertThat(parts.buffers().taken()).isZero();
        }
    }

    private void awaitStale(TlsTransport transport) throws Exception {
        long until = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!virtually(transport::isStale)) {
            assertThat(System.nanoTime()).isLessThan(until);
        }
    }

    @Test
    void anEarlierSessionGoesOn() throws Exception {
        try (SSLServerSocket listening = origin()) {
            for (boolean resumed : new boolean[] {false, true}) {
                CompletableFuture<SSLSocket> accepted = accept(listening);
                TlsTransport transport = virtually(() -> connect(listening, trusting, Duration.ofSeconds(20)));
                accepted.get().getOutputStream().write('x');
                virtually(() -> transport.read(ByteBuffer.allocate(1)));
                assertThat(transport.tls().resumed()).isEqualTo(resumed);
                assertThat(transport.tls().peer().names()).contains("a.example");
                transport.close();
                accepted.get().close();
            }
        }
    }

    /** Against our own server, which sends its flight in one write: then nothing is under way when the alert comes. */
    @Test
    void anOriginThatIsNotTrustedIsRefusedWithItsReason() throws Exception {
        try (TlsListener origin = TlsListener.start(transport -> {})) {
            SSLContext other = TestCertificates.otherAuthority().clientContext();

            assertThatThrownBy(() -> virtually(() -> connect(origin.address(), other, Duration.ofSeconds(20))))
                    .isInstanceOf(SSLHandshakeException.class)
                    .hasCauseInstanceOf(java.security.cert.CertificateException.class);
            assertThat(origin.awaitResult()).isEqualTo(HandshakeResult.REFUSED_BY_CLIENT);
            assertThat(parts.buffers().taken()).isZero();
        }
    }

    @Test
    void anOriginThatSaysNothingIsNotWaitedForLongerThanItMay() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> virtually(() -> connect(silent, trusting, Duration.ofMillis(200))))
                    .isInstanceOf(IOException.class);
            assertThat(parts.buffers().taken()).isZero();
        }
    }
}
