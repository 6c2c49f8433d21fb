package io.zentinelproxy.core.config;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One {@code upstream} block.
 *
 * @param tls how connections are encrypted, or null where they are not
 * @param targets those that are written; may be none where there is a discovery
 * @param http the versions of HTTP that are spoken
 * @param health which targets get requests
 * @param discovery where further targets come from while it serves, or null
 */
public record UpstreamSettings(
        String id,
        List<Target> targets,
        BalancingSettings balancing,
        ProxyProtocol proxyProtocol,
        Timeouts timeouts,
        ConnectionPool pool,
        @Nullable UpstreamTlsSettings tls,
        HttpVersionSettings http,
        HealthSettings health,
        @Nullable DiscoverySettings discovery) {

    /** How an origin is told who the client is before the first octet of a connection; by the header of haproxy's PROXY protocol. */
    public enum ProxyProtocol {
        OFF,
        V1,
        V2
    }

    /**
     * One origin server.
     *
     * @param weight share of the requests, at least 1
     * @param maxRequests under way at once; 0 means no limit
     * @param zone where it stands, or null where that is not told
     */
    public record Target(
            OriginAddress address,
            int weight,
            int maxRequests,
            @Nullable String zone) {
        public Target(OriginAddress address, int weight, int maxRequests) {
            this(address, weight, maxRequests, null);
        }

        /** One of which no more is said. */
        public static Target of(OriginAddress address, int weight) {
            return new Target(address, weight, 0);
        }
    }

    /**
     * @param connect until the TCP connection stands, waiting for a free connection included
     * @param request from sending the request to the end of the response, over all tries, or null for no limit: event streams live
     *     long, and the original, whose default is 60 s, never applied it
     * @param read how long the origin may keep us waiting for octets
     * @param write how long the origin may keep us waiting to take octets
     * @param minResponseRate octets of content per second of waiting for the origin, at least; 0 for any: event streams are legitimate
     */
    public record Timeouts(
            Duration connect, @Nullable Duration request, Duration read, Duration write, long minResponseRate) {}

    /**
     * @param maxConnections connections to one target, busy and idle together
     * @param maxIdle idle connections kept to one target
     * @param idleTimeout an idle connection older than this is closed
     * @param maxLifetime a connection older than this is not used again, or null for no limit
     */
    public record ConnectionPool(
            int maxConnections,
            int maxIdle,
            Duration idleTimeout,
            @Nullable Duration maxLifetime) {}
}
