package io.zentinelproxy.core.proxyheader;

import io.zentinelproxy.core.exchange.ClientAddress;
import org.jspecify.annotations.Nullable;

/**
 * Between whom a balancer passes octets on.
 *
 * @param client who connected to it, or null where it speaks for itself (a health check), is silent on it, or the family of the
 *     addresses is none of the Internet's: then the peer of the connection counts
 * @param local where that client connected to; null where the client is
 */
public record ProxyHeader(
        @Nullable ClientAddress client, @Nullable ClientAddress local) {
    public static final ProxyHeader NOTHING_TOLD = new ProxyHeader(null, null);
}
