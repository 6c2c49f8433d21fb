package io.zentinelproxy.core.websocket;

import io.zentinelproxy.core.config.WebSocketSettings;
import io.zentinelproxy.core.fault.UpstreamFault;
import io.zentinelproxy.core.http.RequestHead;
import io.zentinelproxy.core.http.ResponseHead;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** The WebSockets of one route: how long they may idle, and what went through them. Any thread. */
public final class WebSocketRoute {
    private final Tunnels tunnels;
    private final long idleNanos;
    private final LongAdder opened;
    private final LongAdder closed;
    private final FrameCount fromClients;
    private final FrameCount fromOrigins;

    /** @param before those of the same route under an earlier configuration, whose counts are gone on from; or null */
    public WebSocketRoute(WebSocketSettings settings, Tunnels tunnels, @Nullable WebSocketRoute before) {
        this.tunnels = tunnels;
        idleNanos = settings.idleTimeout().toNanos();
        opened = before == null ? new LongAdder() : before.opened;
        closed = before == null ? new LongAdder() : before.closed;
        fromClients = before == null ? new FrameCount() : before.fromClients;
        fromOrigins = before == null ? new FrameCount() : before.fromOrigins;
    }

    /**
     * Checks the handshake that an origin has ended with 101.
     *
     * @throws UpstreamFault BAD_SWITCH where that is no answer to this request
     */
    public Agreement agree(RequestHead request, ResponseHead answer) throws UpstreamFault {
        Handshake.check(request, answer);
        return new Agreement(this, ReservedBits.agreed(answer.fields()));
    }

    Tunnels tunnels() {
        return tunnels;
    }

    long idleNanos() {
        return idleNanos;
    }

    void opened() {
        opened.increment();
    }

    void closed() {
        closed.increment();
    }

    /** Tunnels so far. */
    public long connections() {
        return opened.sum();
    }

    /** Tunnels now. */
    public long open() {
        return opened.sum() - closed.sum();
    }

    /** Frames from clients to origins. */
    public FrameCount fromClients() {
        return fromClients;
    }

    /** Frames from origins to clients. */
    public FrameCount fromOrigins() {
        return fromOrigins;
    }
}
