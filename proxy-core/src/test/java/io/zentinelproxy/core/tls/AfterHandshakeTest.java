package io.zentinelproxy.core.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.TestCertificates;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;

/** What a peer may and may not do with a connection whose handshake is done. */
class AfterHandshakeTest {
    private static final SSLContext CLIENT = TestCertificates.authority().clientContext();

    /** How the connection ended, as its reader saw it. */
    private final BlockingQueue<String> ends = new ArrayBlockingQueue<>(10);

    private TlsListener speaking(String protocol) {
        return speaking(protocol, Duration.ofSeconds(20));
    }

    /** @param patience how long it waits for the first octet */
    private TlsListener speaking(String protocol, Duration patience) {
        return TlsListener.start(
                HandshakeSettings.DEFAULT,
                engine -> {
                    engine.setEnabledProtocols(new String[] {protocol});
                    return engine;
                },
                transport -> {
                    transport.readTimeout(patience.toNanos());
                    try {
                        echo(transport);
                        ends.add(transport.isLate() ? "late" : "end");
                        transport.write(ByteBuffer.wrap("bye".getBytes()));
                    } catch (IOException e) {
                        ends.add(e.toString());
                    }
                });
    }

    private static void echo(TlsTransport transport) throws IOException {
        ByteBuffer into = ByteBuffer.allocate(1000);
        for (int length = transport.read(into); length >= 0; length = transport.read(into)) {
            transport.readTimeout(Duration.ofSeconds(20).toNanos());
            transport.write(into.flip());
            into.clear();
        }
    }

    private String end() throws InterruptedException {
        return ends.poll(20, TimeUnit.SECONDS);
    }

    @Test
    void keysAreUpdatedInBothDirectionsWhileContentFlows() throws Exception {
        try (TlsListener listener = speaking("TLSv1.3");
                RawClient client = RawClient.overTls(listener.address(), CLIENT, "a.example")) {
            for (int i = 0; i < 10; i++) {
                client.send("x");
                assertThat(client.readRaw(1)).containsExactly('x');
                client.handshakeAnew();
            }
            client.send("y");
            assertThat(client.readRaw(1)).containsExactly('y');
        }
    }

    @Test
    void aFloodOfKeyUpdatesEndsTheConnection() throws Exception {
        try (TlsListener listener = speaking("TLSv1.3");
                RawClient client = RawClient.overTls(listener.address(), CLIENT, "a.example")) {
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 1_000; i++) {
                            client.handshakeAnew();
                            client.send("x");
                            client.readRaw(1);
                        }
                    })
                    .isNotNull();
            assertThat(end()).contains("records without content");
        }
    }

    @Test
    void renegotiationEndsTheConnection() throws Exception {
        try (TlsListener listener = speaking("TLSv1.2");
                RawClient client = RawClient.overTls(listener.address(), CLIENT, "a.example")) {
            client.send("x");
            client.readRaw(1);
            client.handshakeAnew();
            assertThat(end()).contains("renegotiation");
        }
    }

    @Test
    void whoHasSaidThatNothingMoreComesStillGetsItsAnswer() throws Exception {
        try (TlsListener listener = speaking("TLSv1.3");
                RawClient client = RawClient.overTls(listener.address(), CLIENT, "a.example")) {
            client.send("x");
            client.halfClose();
            assertThat(client.readRaw(4)).isEqualTo("xbye".getBytes());
            assertThat(end()).isEqualTo("end");
            assertThat(client.awaitClosed()).isTrue();
        }
    }

    @Test
    void aRecordThatComesInDripsHasTheTimeOfOneWait() throws Exception {
        try (TlsListener listener = speaking("TLSv1.3", Duration.ofMillis(300));
                RawClient client = RawClient.overTls(listener.address(), CLIENT, "a.example")) {
            client.sendBeneath((byte) 23, (byte) 3, (byte) 3, (byte) 0x40, (byte) 0);
            int sent = 0;
            while (ends.isEmpty() && sent < 1_000) {
                try {
                    client.sendBeneath((byte) sent++);
                } catch (IOException closed) {
                    break;
                }
                Thread.sleep(20);
            }
            assertThat(end()).isEqualTo("late");
            assertThat(sent).isLessThan(1_000);
        }
    }

    @Test
    void aRecordThatIsTooLongOrForgedEndsTheConnection() throws Exception {
        try (TlsListener listener = speaking("TLSv1.3")) {
            try (RawClient client = RawClient.overTls(listener.address(), CLIENT, "a.example")) {
                client.sendBeneath((byte) 23, (byte) 3, (byte) 3, (byte) 0x48, (byte) 0);
                assertThat(end()).contains("a record of");
            }
            try (RawClient client = RawClient.overTls(listener.address(), CLIENT, "a.example")) {
                byte[] forged = new byte[5 + 100];
                System.arraycopy(new byte[] {23, 3, 3, 0, 100}, 0, forged, 0, 5);
                client.sendBeneath(forged);
                assertThat(end()).contains("bad_record_mac");
                assertThatThrownBy(() -> client.readRaw(1)).rootCause().hasMessageContaining("fatal alert");
            }
        }
    }
}
