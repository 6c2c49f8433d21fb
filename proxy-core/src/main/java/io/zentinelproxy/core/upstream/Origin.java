package io.zentinelproxy.core.upstream;

import io.zentinelproxy.core.balance.Endpoint;
import io.zentinelproxy.core.config.UpstreamSettings;
import io.zentinelproxy.core.upstream.health.TargetHealth;
import io.zentinelproxy.core.upstream.health.UpstreamHealth;
import org.jspecify.annotations.Nullable;

/**
 * An endpoint and the connections to it. The connections are of how the upstream is configured, the rest is of the address: when only the
 * former changes, the origin stays and gets other pools. Any thread.
 */
public final class Origin extends Endpoint {
    /**
     * The connections to one endpoint.
     *
     * @param streams those of HTTP/2, or null where that is not spoken
     */
    record Pools(OriginPool connections, @Nullable StreamPool streams) {
        /** Closes what is idle, now and later. */
        void close() {
            if (streams != null) {
                streams.close();
            }
            connections.close();
        }
    }

    private volatile Pools pools;
    private final TargetHealth health;

    /** @param care who looks after its health */
    Origin(UpstreamSettings.Target settings, Pools pools, UpstreamHealth care) {
        super(settings);
        this.pools = pools;
        health = new TargetHealth(this, care);
    }

    /** What is known of its health. */
    public TargetHealth health() {
        return health;
    }

    /** Is no target any more. */
    void end() {
        health.stop();
        pools.close();
    }

    Pools pools() {
        return pools;
    }

    /** Requests from now on go by these; those under way go on with what they have. */
    void pools(Pools now) {
        pools = now;
    }

    /** The connections of HTTP/1.1. */
    public OriginPool pool() {
        return pools.connections;
    }

    /** Those of HTTP/2; null where that is not spoken. */
    public @Nullable StreamPool streams() {
        return pools.streams;
    }

    /** Connections to it that wait for a request, of whatever version. */
    public int idle() {
        Pools now = pools;
        return now.connections.idle() + (now.streams == null ? 0 : now.streams.idle());
    }
}
