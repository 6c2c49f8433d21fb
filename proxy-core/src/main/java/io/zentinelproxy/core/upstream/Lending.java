package io.zentinelproxy.core.upstream;

import io.zentinelproxy.core.config.HttpVersionSettings.Offer;
import io.zentinelproxy.core.config.UpstreamSettings;
import io.zentinelproxy.core.exchange.OriginWait;
import io.zentinelproxy.core.fault.LimitFault;
import io.zentinelproxy.core.fault.UpstreamFault;
import io.zentinelproxy.core.http1.Http1Upstream;
import io.zentinelproxy.core.net.Sweep;
import org.jspecify.annotations.Nullable;

/** Lends what carries requests to the origins of one upstream. Any thread. */
final class Lending {
    /** A connection that idled for longer is looked at before it is used again: one tick of the sweep's clock. */
    private static final long JUST_NOW = Sweep.TICK.toNanos();

    private final UpstreamSettings settings;
    private final Sweep sweep;
    private final Exchanges exchanges;

    Lending(UpstreamSettings settings, Sweep sweep, Exchanges exchanges) {
        this.settings = settings;
        this.sweep = sweep;
        this.exchanges = exchanges;
    }

    UpstreamSettings settings() {
        return settings;
    }

    /**
     * Lends what will carry a request to the origin: a stream where HTTP/2 is spoken, else a connection.
     *
     * @param overHttp1 whether only HTTP/1.1 will do
     */
    Lease lease(Origin origin, OriginWait waiting, AttemptLimits limits, Demand demand, boolean overHttp1)
            throws UpstreamFault, LimitFault {
        Origin.Pools pools = origin.pools();
        StreamPool shared = pools.streams();
        if (shared == null) {
            return lease(pools, waiting, limits, demand, Offer.HTTP1, null);
        }
        Offer offer = settings.http().offer();
        if (overHttp1) {
            if (offer == Offer.HTTP2) {
                throw new UpstreamFault(UpstreamFault.Kind.HTTP1_REQUIRED);
            }
            return lease(pools, waiting, limits, demand, Offer.HTTP1, null);
        }
        Lease lease = shared.lease(waiting, limits, demand == Demand.FRESH);
        return lease == null ? lease(pools, waiting, limits, demand, offer, shared) : lease;
    }

    /**
     * Lends a connection to the origin. One that has idled, or of which there may be more to read, is looked at first: octets that
     * came unasked would be taken for the answer to the next request. One that was given back just now is not, as that costs a system
     * call and there is always a moment left after the look, unless the request could not be sent a second time.
     *
     * @param offer the versions that a new one may speak
     * @param shared who takes one over that speaks HTTP/2; null where none can
     */
    private Lease lease(
            Origin.Pools pools,
            OriginWait waiting,
            AttemptLimits limits,
            Demand demand,
            Offer offer,
            @Nullable StreamPool shared)
            throws UpstreamFault, LimitFault {
        OriginPool pool = pools.connections();
        boolean fresh = demand == Demand.FRESH;
        ToldClient told = toldOf(waiting);
        OriginConnection connection = pool.take(fresh, told, waiting, limits.connect());
        while (connection != null
                && (demand == Demand.LIVING || isDoubtful(connection))
                && connection.transport().isStale()) {
            pool.drop(connection);
            connection = pool.take(fresh, told, waiting, limits.connect());
        }
        if (connection != null) {
            return lend(pool, connection, true, waiting, limits);
        }
        OriginConnection made = pool.connect(told, offer, waiting, limits.connect());
        return shared != null && made.speaksHttp2(offer)
                ? shared.adopt(made, waiting, limits)
                : lend(pool, made, false, waiting, limits);
    }

    /** Lends this connection for one request. */
    Lease lend(OriginPool pool, OriginConnection connection, boolean reused, OriginWait waiting, AttemptLimits limits) {
        if (!reused) {
            pool.lent(connection, waiting);
        }
        connection.transport().readTimeout(limits.read());
        Http1Upstream exchange = exchanges.take();
        exchange.bind(connection.transport(), waiting, limits.headPace(), limits.contentPace());
        return new ConnectionLease(exchanges, pool, connection, exchange, reused);
    }

    private boolean isDoubtful(OriginConnection connection) {
        return !connection.transport().isDrained() || sweep.now() - connection.idleSince() > JUST_NOW;
    }

    private @Nullable ToldClient toldOf(OriginWait waiting) {
        return switch (settings.proxyProtocol()) {
            case OFF -> null;
            case V1, V2 -> ToldClient.of(waiting.facts());
        };
    }
}
