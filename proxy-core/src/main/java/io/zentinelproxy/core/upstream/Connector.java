package io.zentinelproxy.core.upstream;

import io.zentinelproxy.core.config.HttpVersionSettings.Offer;
import io.zentinelproxy.core.config.OriginAddress;
import io.zentinelproxy.core.config.UpstreamSettings;
import io.zentinelproxy.core.exchange.OriginWait;
import io.zentinelproxy.core.fault.UpstreamFault;
import io.zentinelproxy.core.net.SocketTransport;
import io.zentinelproxy.core.net.Sweep;
import io.zentinelproxy.core.net.Transport;
import io.zentinelproxy.core.upstream.check.Nobody;
import io.zentinelproxy.core.upstream.dns.Resolver;
import io.zentinelproxy.core.upstream.tls.OriginCredentials;
import io.zentinelproxy.core.upstream.tls.OriginTls;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes connections to one endpoint, trying its addresses in turn within the connect timeout of each. */
final class Connector {
    private final OriginAddress address;
    private final UpstreamSettings.Timeouts timeouts;
    private final UpstreamSettings.ProxyProtocol proxyProtocol;
    private final @Nullable OriginTls tls;
    private final Resolver resolver;
    private final Sweep sweep;
    private final AddressTurns turns = new AddressTurns();

    /** Makes the socket that is to be connected. */
    private interface Opening {
        SocketTransport open() throws IOException;
    }

    /** @param tls of the upstream, or null in the clear */
    Connector(
            OriginAddress address, UpstreamSettings settings, @Nullable OriginTls tls, Resolver resolver, Sweep sweep) {
        this.tls = tls;
        this.address = address;
        this.timeouts = settings.timeouts();
        this.proxyProtocol = settings.proxyProtocol();
        this.resolver = resolver;
        this.sweep = sweep;
    }

    /** Whether a new connection would be made by the same files as this one was. */
    boolean isCurrent(OriginConnection connection) {
        return tls == null || connection.wentBy(tls.credentials());
    }

    /**
     * Connects while a client waits; when that goes away, so does the attempt.
     *
     * @param told what the connection begins by telling of that client, or null for nothing
     * @param offer the versions of HTTP that the origin may choose from
     */
    OriginConnection connect(@Nullable ToldClient told, Offer offer, OriginWait waiting, long timeoutNanos)
            throws UpstreamFault {
        return connect(told, offer, waiting, timeoutNanos, Transport.NO_DEADLINE);
    }

    /**
     * Connects for nobody, to see whether that is possible.
     *
     * @param until the end of all that is done on the connection, of the sweep's clock
     */
    Transport dial(Offer offer, long until) throws UpstreamFault {
        Transport made = connect(null, offer, Nobody.INSTANCE, until - sweep.now(), until)
                .transport();
        made.deadline(until);
        return made;
    }

    private OriginConnection connect(
            @Nullable ToldClient told, Offer offer, OriginWait waiting, long timeoutNanos, long until)
            throws UpstreamFault {
        if (address instanceof OriginAddress.Unix unix) {
            UnixDomainSocketAddress path = UnixDomainSocketAddress.of(unix.path());
            return begin(() -> SocketTransport.toward(path, sweep), told, offer, waiting, timeoutNanos);
        }
        return connect((OriginAddress.Tcp) address, told, offer, waiting, timeoutNanos, until);
    }

    private OriginConnection connect(
            OriginAddress.Tcp tcp,
            @Nullable ToldClient told,
            Offer offer,
            OriginWait waiting,
            long timeoutNanos,
            long until)
            throws UpstreamFault {
        UpstreamFault last = new UpstreamFault(UpstreamFault.Kind.UNRESOLVED);
        List<InetAddress> addresses = resolver.resolve(tcp.host(), Duration.ofNanos(timeoutNanos));
        for (InetAddress one : turns.order(addresses, sweep.now())) {
            InetSocketAddress at = new InetSocketAddress(one, tcp.port());
            long patience = until == Transport.NO_DEADLINE ? timeoutNanos : until - sweep.now();
            if (patience <= 0) {
                throw new UpstreamFault(UpstreamFault.Kind.CONNECT_TIMEOUT);
            }
            try {
                return begin(() -> SocketTransport.toward(at, sweep), told, offer, waiting, patience);
            } catch (UpstreamFault e) {
                turns.failed(one, sweep.now());
                last = e;
            }
        }
        throw last;
    }

    private OriginConnection begin(
            Opening opening, @Nullable ToldClient told, Offer offer, OriginWait waiting, long timeoutNanos)
            throws UpstreamFault {
        long until = sweep.now() + timeoutNanos;
        SocketTransport transport;
        try {
            transport = opening.open();
        } catch (IOException e) {
            throw new UpstreamFault(UpstreamFault.Kind.CONNECT_FAILED);
        }
        try {
            transport.writeTimeout(timeoutNanos);
            waiting.awaitOrigin(transport::close);
            transport.connect();
            if (proxyProtocol != UpstreamSettings.ProxyProtocol.OFF) {
                transport.write(
                        ByteBuffer.wrap(told == null ? ToldClient.nobody(proxyProtocol) : told.header(proxyProtocol)));
            }
            OriginConnection connection = tls == null
                    ? new OriginConnection(transport, told, null, sweep.now())
                    : encrypted(transport, tls, told, offer, waiting, until);
            connection.transport().writeTimeout(timeouts.write().toNanos());
            return connection;
        } catch (IOException e) {
            transport.close();
            throw new UpstreamFault(
                    transport.isLate() ? UpstreamFault.Kind.CONNECT_TIMEOUT : UpstreamFault.Kind.CONNECT_FAILED);
        } finally {
            waiting.originArrived();
        }
    }

    /** The handshake; the deadline of the connection attempt holds for it as well. */
    private OriginConnection encrypted(
            SocketTransport transport,
            OriginTls by,
            @Nullable ToldClient told,
            Offer offer,
            OriginWait waiting,
            long until)
            throws UpstreamFault {
        OriginCredentials credentials = by.credentials();
        Transport secured = by.handshake(transport, address, credentials, offer, until, waiting::isGone);
        return new OriginConnection(secured, told, credentials, sweep.now());
    }
}
