package io.zentinelproxy.core.proxy;

import io.zentinelproxy.core.exchange.ClientAddress;
import io.zentinelproxy.core.net.Arrival;
import io.zentinelproxy.core.net.SocketTransport;
import io.zentinelproxy.core.net.Sweep;
import io.zentinelproxy.core.proxyheader.BadProxyHeader;
import io.zentinelproxy.core.proxyheader.ProxyHeader;
import io.zentinelproxy.core.proxyheader.ProxyHeaderReader;
import io.zentinelproxy.core.tls.TlsServer;
import io.zentinelproxy.core.tls.TlsTransport;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Receives the connections of one listener, each on its virtual thread, and hands them to the protocol that they speak. They have been
 * filtered at accept, but for those of balancers: these say first whose connection it is.
 */
final class Reception {
    private final @Nullable TlsServer tls;
    private final Protocols protocols;
    private final Sweep sweep;

    private final @Nullable ProxyHeaderReader headers;

    /** Connections of balancers that have not said whose they are: {@link #drain} finds them here. */
    private final Set<SocketTransport> untold = ConcurrentHashMap.newKeySet();

    private volatile boolean draining;

    /** Of a drain. Written before draining. */
    private volatile Duration patience = Duration.ZERO;

    /** Where the last connection arrived; most arrive at the same address, and then share this. Any thread may replace it. */
    private volatile @Nullable ClientAddress lastLocal;

    /**
     * @param headers what takes balancers' words, or null where no peer is one
     * @param tls what takes connections through their handshake, or null where they are in the clear
     */
    Reception(@Nullable ProxyHeaderReader headers, @Nullable TlsServer tls, Protocols protocols, Sweep sweep) {
        this.tls = tls;
        this.protocols = protocols;
        this.sweep = sweep;
        this.headers = headers;
    }

    void serve(Arrival arrival) {
        try (SocketTransport transport = new SocketTransport(arrival.channel(), arrival.peer(), sweep)) {
            ClientAddress local = arrival.isToBeTold() ? told(arrival, transport) : local(arrival.channel());
            if (local == null) {
                return;
            }
            if (tls == null) {
                protocols.serve(transport, local, arrival.flag());
            } else {
                serveSealed(tls, transport, local, arrival);
            }
        } catch (IOException e) {
            // The socket was closed by the peer before its first option could be set, or before it said whose
            // connection it is.
        }
    }

    /** Lets a balancer tell of its client, and filters by that; returns where the client connected to, or null when it is over. */
    private @Nullable ClientAddress told(Arrival arrival, SocketTransport transport) throws IOException {
        ProxyHeaderReader reader = headers;
        if (reader == null) {
            // A reload since it was accepted has made of the balancer a client like others, and it was not filtered
            // yet.
            return arrival.admit(transport.peer()) ? local(arrival.channel()) : null;
        }
        ProxyHeader header = header(arrival, transport, reader);
        if (header == null) {
            return null;
        }
        ClientAddress client = header.client();
        if (client != null) {
            transport.peer(client);
        }
        if (!arrival.admit(transport.peer())) {
            return null;
        }
        return header.local() == null ? local(arrival.channel()) : header.local();
    }

    private @Nullable ProxyHeader header(Arrival arrival, SocketTransport transport, ProxyHeaderReader reader)
            throws IOException {
        untold.add(transport);
        try {
            if (draining) {
                // Who drains may have looked before this one was there.
                hurry(transport);
            }
            return reader.read(transport);
        } catch (BadProxyHeader e) {
            arrival.refuse(e.refusal());
            return null;
        } finally {
            untold.remove(transport);
        }
    }

    /** Who has not said whose connection it is has this long for that. */
    void drain(Duration idle) {
        patience = idle;
        draining = true;
        untold.forEach(this::hurry);
    }

    private void hurry(SocketTransport transport) {
        transport.deadline(sweep.now() + patience.toNanos());
    }

    private void serveSealed(TlsServer tls, SocketTransport transport, ClientAddress local, Arrival arrival) {
        try (TlsTransport sealed = tls.accept(transport)) {
            if (sealed != null) {
                protocols.serve(sealed, local, arrival.flag());
            }
        }
    }

    private ClientAddress local(SocketChannel channel) throws IOException {
        InetSocketAddress at = (InetSocketAddress) channel.getLocalAddress();
        ClientAddress last = lastLocal;
        if (last != null && last.port() == at.getPort() && last.address().equals(at.getAddress())) {
            return last;
        }
        ClientAddress local = ClientAddress.of(at.getAddress(), at.getPort());
        lastLocal = local;
        return local;
    }
}
