package io.zentinelproxy.core.upstream;

import io.zentinelproxy.core.balance.Endpoint;
import io.zentinelproxy.core.config.UpstreamSettings;
import io.zentinelproxy.core.exchange.DownstreamExchange;
import io.zentinelproxy.core.fault.UpstreamFault;
import io.zentinelproxy.core.net.SocketTransport;
import io.zentinelproxy.core.net.Sweep;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.time.Duration;

/** Makes connections to one endpoint, trying its addresses in turn within the connect timeout of each. */
final class Connector {
    private final Endpoint endpoint;
    private final UpstreamSettings.Timeouts timeouts;
    private final Resolver resolver;
    private final Sweep sweep;

    Connector(Endpoint endpoint, UpstreamSettings.Timeouts timeouts, Resolver resolver, Sweep sweep) {
        this.endpoint = endpoint;
        this.timeouts = timeouts;
        this.resolver = resolver;
        this.sweep = sweep;
    }

    /** Connects while a client waits; when that goes away, so does the attempt. */
    OriginConnection connect(DownstreamExchange waiting, long timeoutNanos) throws UpstreamFault {
        UpstreamFault last = new UpstreamFault(UpstreamFault.Kind.UNRESOLVED);
        for (InetAddress address : resolver.resolve(endpoint.host(), Duration.ofNanos(timeoutNanos))) {
            try {
                return new OriginConnection(
                        connect(new InetSocketAddress(address, endpoint.port()), waiting, timeoutNanos), sweep.now());
            } catch (UpstreamFault e) {
                last = e;
            }
        }
        throw last;
    }

    private SocketTransport connect(InetSocketAddress address, DownstreamExchange waiting, long timeoutNanos)
            throws UpstreamFault {
        SocketTransport transport;
        try {
            transport = new SocketTransport(
                    SocketChannel.open(SocketTransport.family(address.getAddress())), address, sweep);
        } catch (IOException e) {
            throw new UpstreamFault(UpstreamFault.Kind.CONNECT_FAILED);
        }
        try {
            transport.writeTimeout(timeoutNanos);
            waiting.awaitOrigin(transport::close);
            transport.connect();
            transport.writeTimeout(timeouts.write().toNanos());
            return transport;
        } catch (IOException e) {
            transport.close();
            throw new UpstreamFault(
                    transport.isLate() ? UpstreamFault.Kind.CONNECT_TIMEOUT : UpstreamFault.Kind.CONNECT_FAILED);
        } finally {
            waiting.originArrived();
        }
    }
}
