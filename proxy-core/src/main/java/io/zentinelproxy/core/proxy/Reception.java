package io.zentinelproxy.core.proxy;

import io.zentinelproxy.core.exchange.ClientAddress;
import io.zentinelproxy.core.http1.Http1Server;
import io.zentinelproxy.core.net.Arrival;
import io.zentinelproxy.core.net.Listener;
import io.zentinelproxy.core.net.SocketTransport;
import io.zentinelproxy.core.net.Sweep;
import io.zentinelproxy.core.tls.TlsServer;
import io.zentinelproxy.core.tls.TlsTransport;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/** Receives the connections of one listener, each on its virtual thread, and hands them to the protocol that they speak. */
final class Reception implements Listener.ConnectionServer {
    private final @Nullable TlsServer tls;
    private final Http1Server http1;
    private final Sweep sweep;

    /** Where the last connection arrived; most arrive at the same address, and then share this. Any thread may replace it. */
    private volatile @Nullable ClientAddress lastLocal;

    /**
     * @param tls what takes connections through their handshake, or null where they are in the clear
     */
    Reception(@Nullable TlsServer tls, Http1Server http1, Sweep sweep) {
        this.tls = tls;
        this.http1 = http1;
        this.sweep = sweep;
    }

    @Override
    public void serve(Arrival arrival) {
        SocketChannel channel = arrival.channel();
        try (SocketTransport transport = new SocketTransport(channel, arrival.peer(), sweep)) {
            ClientAddress local = local((InetSocketAddress) channel.getLocalAddress());
            if (tls == null) {
                http1.serve(transport, local, arrival.flag());
            } else {
                serveSealed(tls, transport, local, arrival);
            }
        } catch (IOException e) {
            // The socket was closed by the peer before its first option could be set.
        }
    }

    private void serveSealed(TlsServer tls, SocketTransport transport, ClientAddress local, Arrival arrival) {
        try (TlsTransport sealed = tls.accept(transport)) {
            if (sealed != null) {
                // What was agreed on (RFC 7301) can only be HTTP/1: TlsServer offers nothing else.
                http1.serve(sealed, local, arrival.flag());
            }
        }
    }

    private ClientAddress local(InetSocketAddress at) {
        ClientAddress last = lastLocal;
        if (last != null && last.port() == at.getPort() && last.address().equals(at.getAddress())) {
            return last;
        }
        ClientAddress local = ClientAddress.of(at.getAddress(), at.getPort());
        lastLocal = local;
        return local;
    }
}
