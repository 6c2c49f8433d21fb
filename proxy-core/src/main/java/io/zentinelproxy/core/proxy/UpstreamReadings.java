package io.zentinelproxy.core.proxy;

import io.zentinelproxy.core.http2.ErrorCode;
import io.zentinelproxy.core.http2.Http2Counters;
import io.zentinelproxy.core.observe.Figures;
import io.zentinelproxy.core.observe.Reading;
import io.zentinelproxy.core.observe.Teller;
import io.zentinelproxy.core.upstream.Origin;
import io.zentinelproxy.core.upstream.StreamPool;
import io.zentinelproxy.core.upstream.Upstream;
import io.zentinelproxy.core.upstream.discovery.Discovery;
import io.zentinelproxy.core.upstream.discovery.DiscoveryFailure;
import io.zentinelproxy.core.upstream.tls.OriginHandshake;
import io.zentinelproxy.core.upstream.tls.OriginTls;
import org.jspecify.annotations.Nullable;

/** What metrics say of an upstream, put together when they are read: ten thousand that nobody asks for cost nothing until then. */
record UpstreamReadings(Upstream upstream) implements Teller {
    @Override
    public void tell(Figures figures) {
        String id = upstream.settings().id();
        if (!upstream.isClosed()) {
            figures.put(Reading.UPSTREAM_PANIC, upstream.isPanicking() ? 1 : 0, id);
        }
        tell(figures, upstream.discovery(), id);
        for (Origin origin : upstream.owned()) {
            TargetReadings.tell(figures, origin, id);
            figures.put(Reading.POOL_SIZE, origin.pool().open(), id, origin.name());
            figures.put(Reading.POOL_IDLE, origin.idle(), id, origin.name());
            StreamPool streams = origin.streams();
            if (streams != null) {
                figures.put(Reading.UPSTREAM_HTTP2_OPEN_CONNECTIONS, streams.open(), id, origin.name());
                figures.put(Reading.UPSTREAM_HTTP2_OPEN_STREAMS, streams.streams(), id, origin.name());
            }
        }
    }

    private void tell(Figures figures, @Nullable Discovery discovery, String id) {
        if (discovery == null) {
            return;
        }
        if (!upstream.isClosed()) {
            figures.put(Reading.DISCOVERY_TARGETS, discovery.targets(), id);
        }
        figures.put(Reading.DISCOVERY_UPDATES, discovery.updates(), id);
        for (DiscoveryFailure why : DiscoveryFailure.values()) {
            figures.put(Reading.DISCOVERY_FAILURES, discovery.failures(why), id, why.word());
        }
    }

    /** Of its connections of HTTP/2, whose counts its successors go on with. */
    record Streams(String id, Http2Counters http2) implements Teller {
        @Override
        public void tell(Figures figures) {
            figures.put(Reading.UPSTREAM_HTTP2_CONNECTIONS, http2.connections(), id);
            figures.put(Reading.UPSTREAM_HTTP2_STREAMS, http2.streams(), id);
            for (ErrorCode code : ErrorCode.values()) {
                figures.put(Reading.UPSTREAM_HTTP2_RESETS, http2.resetsReceived(code), id, "origin", code.word());
                figures.put(Reading.UPSTREAM_HTTP2_RESETS, http2.resetsSent(code), id, "proxy", code.word());
                figures.put(Reading.UPSTREAM_HTTP2_GOAWAYS, http2.ends(code), id, code.word());
            }
        }
    }

    /** Of its handshakes with origins, which may outlive it. */
    record Encryption(String id, OriginTls tls) implements Teller {
        @Override
        public void tell(Figures figures) {
            for (OriginHandshake result : OriginHandshake.values()) {
                figures.put(Reading.UPSTREAM_TLS_HANDSHAKES, tls.handshakes().of(result), id, result.word());
            }
            if (!tls.verifies()) {
                figures.put(Reading.UPSTREAM_TLS_UNVERIFIED, 1, id);
            }
        }
    }
}
