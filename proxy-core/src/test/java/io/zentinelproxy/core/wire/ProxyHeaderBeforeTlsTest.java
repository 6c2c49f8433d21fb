package io.zentinelproxy.core.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.TestCertificates;
import io.zentinelproxy.core.testkit.TestIdentity;
import io.zentinelproxy.core.testkit.TestOrigin;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.Arrays;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A balancer's header in front of TLS: the handshake begins right behind it, however the octets are cut. */
class ProxyHeaderBeforeTlsTest {
    private static final TestCertificates CA = TestCertificates.authority();

    /** Of a record that is a handshake message (RFC 8446 section 5.1). */
    private static final int HANDSHAKE = 22;

    @ParameterizedTest
    @ValueSource(strings = {"required", "optional"})
    void theOriginIsToldOfTheClientOfTheHeader(String mode) throws Exception {
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.inFrontOf(origin, listener(mode));
                Socket tcp = connect(proxy.address())) {
            tcp.getOutputStream().write(BalancerHeader.v2("2001:db8::7"));
            SSLSocket socket = (SSLSocket)
                    CA.clientContext().getSocketFactory().createSocket(tcp, "a.example", tcp.getPort(), true);
            socket.getOutputStream().write(BalancerHeader.octets("GET / HTTP/1.1\r\nHost: a.example\r\n\r\n"));
            assertThat(socket.getInputStream().readNBytes(12)).isEqualTo(BalancerHeader.octets("HTTP/1.1 200"));
            assertThat(origin.onlyRequest().field("X-Forwarded-For")).contains("2001:db8");
        }
    }

    @Test
    void headerAndClientHelloMayBeCutAnywhere() throws Exception {
        byte[] header = BalancerHeader.v2("192.0.2.7");
        byte[] all = BalancerHeader.join(header, clientHello());
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.inFrontOf(origin, listener("required"))) {
            for (int cut = 0; cut <= header.length + 6; cut++) {
                try (Socket tcp = connect(proxy.address())) {
                    tcp.getOutputStream().write(all, 0, cut);
                    tcp.getOutputStream().write(all, cut, all.length - cut);
                    assertThat(tcp.getInputStream().read()).as("cut at " + cut).isEqualTo(HANDSHAKE);
                }
            }
        }
    }

    private static Socket connect(InetSocketAddress address) throws IOException {
        Socket tcp = new Socket(address.getAddress(), address.getPort());
        tcp.setTcpNoDelay(true);
        tcp.setSoTimeout(15_000);
        return tcp;
    }

    private static byte[] clientHello() throws IOException {
        SSLEngine engine = CA.clientContext().createSSLEngine("a.example", 443);
        engine.setUseClientMode(true);
        ByteBuffer hello = ByteBuffer.allocate(32 * 1024);
        engine.wrap(ByteBuffer.allocate(0), hello);
        return Arrays.copyOf(hello.array(), hello.position());
    }

    private static Piece listener(String mode) {
        TestIdentity identity = CA.server("a.example");
        return Piece.listener("protocol \"https\"\ntls {\ncert-file \"" + identity.certificate() + "\"\nkey-file \""
                + identity.key() + "\"\n}\nproxy-protocol {\nfrom \"127.0.0.0/8\"\nmode \"" + mode + "\"\n}");
    }
}
