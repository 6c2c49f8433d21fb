package io.zentinelproxy.core.upstream.check;

import io.zentinelproxy.core.balance.Endpoint;
import io.zentinelproxy.core.config.HttpVersionSettings.Offer;
import io.zentinelproxy.core.fault.UpstreamFault;
import io.zentinelproxy.core.net.Transport;

/** Makes a connection for a check, as the upstream makes those for requests: the same TLS, the same addresses. Any thread. */
@FunctionalInterface
public interface Dial {
    /**
     * Connects, and shakes hands where the upstream encrypts. Whoever asked closes the connection.
     *
     * @param offer the versions of HTTP that the origin may choose from
     * @param until when it must stand, of the sweep's clock
     */
    Transport connect(Endpoint endpoint, Offer offer, long until) throws UpstreamFault;
}
