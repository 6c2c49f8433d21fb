package io.zentinelproxy.core.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.function.Consumer;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;

/** A client of JSSE, which asks for what a test says and for {@code a.example} where it says nothing. */
public final class TlsPeer implements AutoCloseable {
    private final SSLSocket socket;
    private final String name;

    private TlsPeer(SSLSocket socket, String name) {
        this.socket = socket;
        this.name = name;
    }

    /** Connects and shakes hands; throws where it is refused. With TLS 1.3 a bad client certificate shows at the first read only. */
    public static TlsPeer connect(
            InetSocketAddress address, SSLContext context, String name, Consumer<SSLParameters> asking) {
        try {
            Socket tcp = new Socket(address.getAddress(), address.getPort());
            tcp.setSoTimeout((int) Wire.HANG_GUARD.toMillis());
            SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(tcp, name, address.getPort(), true);
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setServerNames(List.of(new SNIHostName(name)));
            parameters.setEndpointIdentificationAlgorithm("");
            asking.accept(parameters);
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            return new TlsPeer(socket, name);
        } catch (IOException refused) {
            throw new UncheckedIOException(refused.getMessage(), refused);
        }
    }

    public static TlsPeer connect(InetSocketAddress address, SSLContext context) {
        return connect(address, context, "a.example", parameters -> {});
    }

    /** Asks for {@code /} of the name that the handshake was for. @return the status */
    public int get() {
        return get(name);
    }

    /** Asks for {@code /} of this host. @return the status */
    public int get(String host) {
        try {
            String request = "GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new ReplyReader(new Wire(socket.getInputStream()))
                    .read("GET")
                    .status();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** What ALPN has chosen, the empty string for nothing. */
    public String applicationProtocol() {
        return socket.getApplicationProtocol();
    }

    public SSLSession session() {
        return socket.getSession();
    }

    /** The server's. */
    public X509Certificate certificate() {
        try {
            return (X509Certificate) socket.getSession().getPeerCertificates()[0];
        } catch (IOException none) {
            throw new UncheckedIOException(none);
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException alreadyGone) {
            // It was refused, or the server was first.
        }
    }
}
