package io.zentinelproxy.core.upstream;

import io.zentinelproxy.core.exchange.Duplex;
import io.zentinelproxy.core.exchange.TlsFacts;
import io.zentinelproxy.core.exchange.UpstreamExchange;
import io.zentinelproxy.core.http2.Http2Upstream;
import org.jspecify.annotations.Nullable;

/** One stream of a connection of HTTP/2. An exchange that does not end by the book costs the stream, never the connection. */
public final class StreamLease implements Lease {
    private final Http2Upstream exchange;
    private final @Nullable TlsFacts tls;
    private final boolean reused;
    private final Runnable onDetached;
    private boolean abandoned;
    private @Nullable Duplex detached;

    StreamLease(Http2Upstream exchange, @Nullable TlsFacts tls, boolean reused, Runnable onDetached) {
        this.exchange = exchange;
        this.tls = tls;
        this.reused = reused;
        this.onDetached = onDetached;
    }

    @Override
    public UpstreamExchange exchange() {
        return exchange;
    }

    @Override
    public @Nullable TlsFacts tls() {
        return tls;
    }

    @Override
    public boolean isReused() {
        return reused;
    }

    @Override
    public void abandon() {
        abandoned = true;
        exchange.cancel();
    }

    @Override
    public void deadline(long nanos) {
        exchange.deadline(nanos);
    }

    /** The place of a stream is free as soon as it has ended on both sides. */
    @Override
    public void release() {}

    @Override
    public Duplex detach() {
        onDetached.run();
        Duplex taken = exchange.takeStream();
        detached = taken;
        return taken;
    }

    @Override
    public void drop() {
        if (detached != null) {
            detached.close();
        }
    }

    @Override
    public void close() {
        if (detached != null) {
            return;
        }
        exchange.end(abandoned);
    }
}
