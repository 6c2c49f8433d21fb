package io.zentinelproxy.core.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.TestCertificates;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TlsTransportTest {
    private static final SSLContext CLIENT = TestCertificates.authority().clientContext();

    private static SSLEngine only(SSLEngine engine, String protocol) {
        engine.setEnabledProtocols(new String[] {protocol});
        return engine;
    }

    private static TlsListener speaking(String protocol, TlsListener.Service service) {
        return TlsListener.start(HandshakeSettings.DEFAULT, engine -> only(engine, protocol), service);
    }

    private static void echo(TlsTransport transport, int room) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocateDirect(room);
        for (int length = transport.read(buffer); length >= 0; length = transport.read(buffer)) {
            transport.write(buffer.flip());
            buffer.clear();
        }
        transport.endOutput();
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void whatIsSentComesBackThroughAReaderWithLittleRoom(String protocol) {
        try (TlsListener listener = speaking(protocol, transport -> echo(transport, 1000));
                RawClient client = RawClient.overTls(listener.address(), CLIENT, "a.example")) {
            byte[] octets = new byte[300_000];
            new Random(1).nextBytes(octets);
            Thread.ofVirtual().start(() -> client.send(octets));

            assertThat(client.readRaw(octets.length)).isEqualTo(octets);
            assertThat(client.session().getProtocol()).isEqualTo(protocol);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void hundredMebibytesComeWholeInEitherDirection(String protocol) throws Exception {
        int size = 100 * 1024 * 1024;
        BlockingQueue<String> hashes = new ArrayBlockingQueue<>(1);
        try (TlsListener listener = speaking(protocol, transport -> {
                    hashes.add(hash(transport, size));
                    ByteBuffer chunk = ByteBuffer.allocateDirect(128 * 1024);
                    byte[] filling = filling();
                    for (int sent = 0; sent < size; sent += chunk.capacity()) {
                        transport.write(chunk.clear().put(filling).flip());
                    }
                });
                RawClient client = RawClient.overTls(listener.address(), CLIENT, "a.example")) {
            MessageDigest sent = MessageDigest.getInstance("SHA-256");
            byte[] filling = filling();
            for (int i = 0; i < size / filling.length; i++) {
                client.send(filling);
                sent.update(filling);
            }
            String expected = HexFormat.of().formatHex(sent.digest());
            assertThat(hashes.poll(60, TimeUnit.SECONDS)).isEqualTo(expected);
            MessageDigest received = MessageDigest.getInstance("SHA-256");
            for (int i = 0; i < size / filling.length; i++) {
                received.update(client.readRaw(filling.length));
            }
            assertThat(HexFormat.of().formatHex(received.digest())).isEqualTo(expected);
            assertThat(client.awaitClosed()).isTrue();
        }
    }

    private static byte[] filling() {
        byte[] octets = new byte[128 * 1024];
        new Random(7).nextBytes(octets);
        return octets;
    }

    private static String hash(TlsTransport transport, int size) throws IOException {
        try {
            MessageDigest hash = MessageDigest.getInstance("SHA-256");
            ByteBuffer into = ByteBuffer.allocateDirect(128 * 1024);
            int all = 0;
            while (all < size) {
                all += transport.read(into);
                hash.update(into.flip());
                into.clear();
            }
            return HexFormat.of().formatHex(hash.digest());
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IOException(e);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void whatTheHandshakeHasSettledIsTakenDown(String protocol) throws Exception {
        BlockingQueue<io.zentinelproxy.core.exchange.TlsFacts> facts = new ArrayBlockingQueue<>(2);
        try (TlsListener listener = speaking(protocol, transport -> {
            facts.add(transport.tls());
            echo(transport, 100);
        })) {
            for (boolean resumed : new boolean[] {false, true}) {
                try (RawClient client = RawClient.overTls(listener.address(), CLIENT, "a.example")) {
                    client.send("x");
                    assertThat(client.readRaw(1)).isEqualTo(new byte[] {'x'});
                }
                var seen = facts.poll(20, TimeUnit.SECONDS);
                assertThat(seen.protocol()).isEqualTo(protocol);
                assertThat(seen.serverName()).isEqualTo("a.example");
                assertThat(seen.cipherSuite()).startsWith("TLS_");
                assertThat(seen.peer()).isNull();
                assertThat(seen.applicationProtocol()).isNull();
                assertThat(seen.resumed()).isEqualTo(resumed);
                assertThat(seen.fingerprint()).matches("t1[23]d[0-9]{4}00_[0-9a-f]{12}_[0-9a-f]{12}");
                assertThat(listener.awaitResult()).isEqualTo(resumed ? HandshakeResult.RESUMED : HandshakeResult.OK);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void anEndWithoutGoodbyeIsAFailureAndOneWithItIsNot(String protocol) throws Exception {
        BlockingQueue<String> ends = new ArrayBlockingQueue<>(2);
        try (TlsListener listener = speaking(protocol, transport -> {
            ByteBuffer into = ByteBuffer.allocate(100);
            transport.read(into);
            try {
                ends.add("end " + transport.read(into));
            } catch (IOException e) {
                ends.add(e.getMessage());
            }
        })) {
            try (RawClient client = RawClient.overTls(listener.address(), CLIENT, "a.example")) {
                client.send("x");
                client.truncate();
                assertThat(ends.poll(20, TimeUnit.SECONDS)).contains("without close_notify");
            }
            try (RawClient client = RawClient.overTls(listener.address(), CLIENT, "a.example")) {
                client.send("x");
                client.halfClose();
                assertThat(ends.poll(20, TimeUnit.SECONDS)).isEqualTo("end -1");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void allBuffersAreBackWhenConnectionsWaitAndWhenTheyHaveEnded(String protocol) throws Exception {
        BlockingQueue<Integer> taken = new ArrayBlockingQueue<>(4);
        BlockingQueue<TlsListener> self = new ArrayBlockingQueue<>(1);
        try (TlsListener listener = speaking(protocol, transport -> {
            TlsBuffers buffers = self.peek().parts().buffers();
            ByteBuffer into = ByteBuffer.allocate(10);
            transport.read(into);
            taken.add(buffers.taken());
            transport.close();
            taken.add(buffers.taken());
        })) {
            self.add(listener);
            for (int octets : new int[] {10, 11}) {
                try (RawClient client = RawClient.overTls(listener.address(), CLIENT, "a.example")) {
                    byte[] sent = new byte[octets];
                    Arrays.fill(sent, (byte) 'x');
                    client.send(new String(sent, StandardCharsets.ISO_8859_1));
                    assertThat(client.awaitClosed()).isTrue();
                    assertThat(client.wasReset()).isFalse();
                    assertThat(taken.take()).isEqualTo(octets == 10 ? 0 : 1);
                    assertThat(taken.take()).isZero();
                }
            }
        }
    }
}
