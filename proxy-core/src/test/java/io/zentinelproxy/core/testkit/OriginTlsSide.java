package io.zentinelproxy.core.testkit;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.List;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * How an origin encrypts its connections, by the JDK's own blocking sockets.
 *
 * @param needClient whether who has no good certificate is refused
 * @param protocols the versions that it speaks; empty for the JDK's choice
 * @param applicationProtocols what it offers to speak (RFC 7301); empty for not to answer
 */
public record OriginTlsSide(
        SSLContext context, boolean needClient, List<String> protocols, List<String> applicationProtocols) {

    /** What the origin saw of a handshake. */
    public record Seen(
            @Nullable String serverName, @Nullable String clientName, String protocol, String applicationProtocol) {}

    /** The server's side of this connection, before its handshake. */
    public SSLSocket over(SocketChannel channel) throws IOException {
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(channel.socket(), null, 0, true);
        socket.setUseClientMode(false);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setNeedClientAuth(needClient);
        if (!protocols.isEmpty()) {
            parameters.setProtocols(protocols.toArray(String[]::new));
        }
        parameters.setApplicationProtocols(applicationProtocols.toArray(String[]::new));
        socket.setSSLParameters(parameters);
        return socket;
    }

    /** Shakes hands. */
    public static Seen handshake(SSLSocket socket) throws IOException {
        socket.startHandshake();
        ExtendedSSLSession session = (ExtendedSSLSession) socket.getSession();
        String asked = session.getRequestedServerNames().stream()
                .map(name -> ((SNIHostName) name).getAsciiName())
                .findFirst()
                .orElse(null);
        return new Seen(asked, clientName(session), session.getProtocol(), socket.getApplicationProtocol());
    }

    private static @Nullable String clientName(ExtendedSSLSession session) {
        try {
            return session.getPeerPrincipal().getName();
        } catch (SSLPeerUnverifiedException none) {
            return null;
        }
    }
}
