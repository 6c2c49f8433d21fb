package io.zentinelproxy.launcher.selftest;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * Who is asked.
 *
 * @param name how findings call it
 * @param tls how it is spoken to where it speaks TLS; null in the clear
 */
public record Peer(
        String name, InetSocketAddress address, @Nullable SSLSocketFactory tls) {
    /** One in the clear. */
    public static Peer clear(String name, InetSocketAddress address) {
        return new Peer(name, address, null);
    }

    /** @param connected a connection to it, which the socket returned closes with itself */
    Socket over(Socket connected) throws IOException {
        return tls == null ? connected : tls.createSocket(connected, OwnCertificate.HOST, address.getPort(), true);
    }
}
