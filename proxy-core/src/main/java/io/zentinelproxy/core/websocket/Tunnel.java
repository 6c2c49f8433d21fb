package io.zentinelproxy.core.websocket;

import io.zentinelproxy.core.exchange.Duplex;
import io.zentinelproxy.core.exchange.Exchange;
import io.zentinelproxy.core.exchange.ThreadEnd;
import io.zentinelproxy.core.fault.ClientFault;
import io.zentinelproxy.core.fault.Fault;
import io.zentinelproxy.core.fault.LimitFault;
import io.zentinelproxy.core.fault.UpstreamFault;
import io.zentinelproxy.core.net.Sweep;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One WebSocket between a client and an origin, after its 101. Octets pass as they come, in both directions at once; an end of one
 * side's stream is passed on and leaves the other direction as it is, a reset ends both.
 *
 * <p>Threads: {@link #run} is the client's connection's and moves what the client sends, one of its own moves what the origin sends.
 * The sweep and who drains come from outside.
 */
final class Tunnel implements Sweep.Swept {
    /** How long peers may take to answer our Close before the connections are closed. */
    private static final Duration CLOSING = Duration.ofSeconds(2);

    private static final System.Logger LOG = System.getLogger(Tunnel.class.getName());
    private static final long NEVER = Long.MAX_VALUE;

    private final WebSocketRoute route;
    private final Duplex client;
    private final Duplex origin;
    private final Direction fromClient;
    private final Direction fromOrigin;
    private final AtomicReference<@Nullable Fault> fault = new AtomicReference<>();

    /** The code of the Close that we send to both sides; 0 while we send none. */
    private final AtomicInteger closing = new AtomicInteger();

    /** When both connections are closed, whatever peers do. Written by who sends our Close, read by the sweep. */
    private volatile long closeAt = NEVER;

    /** When octets came last, from either side. Written by both directions, read by the sweep. */
    private volatile long movedAt;

    private volatile boolean over;

    /** By whose id the client came. Set before others see this. */
    private String listener = "";

    Tunnel(WebSocketRoute route, Duplex client, Duplex origin, ReservedBits bits) {
        this.route = route;
        this.client = client;
        this.origin = origin;
        fromClient = new Direction(
                this, client, origin, new FrameScanner(true, bits, route.fromClients()), CloseFrame::toServer);
        fromOrigin = new Direction(
                this, origin, client, new FrameScanner(false, bits, route.fromOrigins()), CloseFrame::toClient);
        movedAt = route.tunnels().now();
    }

    /** Moves octets until both directions have ended, then closes both connections and tells what came of it. */
    void run(Exchange facts) {
        listener = facts.listener();
        route.tunnels().opened(this);
        try {
            Thread other = Thread.ofVirtual().start(fromOrigin);
            fromClient.run();
            ThreadEnd.await(other);
        } finally {
            close();
            route.tunnels().closed(this);
        }
        facts.bodyOctets(fromClient.moved(), fromOrigin.moved());
        Fault cause = fault.get();
        if (cause != null) {
            facts.fault(cause);
        }
    }

    boolean isOf(String listenerId) {
        return listener.equals(listenerId);
    }

    Tunnels tunnels() {
        return route.tunnels();
    }

    /** Whether both connections are closed, or about to be: then a direction that ends has nothing to pass on. */
    boolean isOver() {
        return over;
    }

    /** Octets have come. */
    void moved() {
        movedAt = tunnels().now();
    }

    /** The code of the Close that is to be sent, or 0. */
    int closing() {
        return closing.get();
    }

    /** One direction has sent our Close. */
    void told() {
        if (fromClient.isTold() && fromOrigin.isTold()) {
            closeAt = tunnels().now() + CLOSING.toNanos();
        }
    }

    /** A side sent what is no frame: none of it is passed on, and both sides are to be told. */
    void broken(Direction by, Violation violation) {
        boolean client = by == fromClient;
        end(
                client
                        ? new ClientFault(ClientFault.Kind.BAD_FRAME)
                        : new UpstreamFault(UpstreamFault.Kind.BAD_ORIGIN_FRAME));
        LOG.log(System.Logger.Level.DEBUG, "WebSocket of the {0}: {1}", client ? "client" : "origin", violation);
        closeAt = tunnels().now() + CLOSING.toNanos();
        closing.compareAndSet(0, CloseFrame.PROTOCOL_ERROR);
    }

    /** Our side goes away: tells both sides as soon as each is between two frames, and waits for their answer. */
    void goAway() {
        if (closing.compareAndSet(0, CloseFrame.GOING_AWAY)) {
            tell();
        }
    }

    /** Sends our Close where that can be now; elsewhere who writes does it. The caller writes to neither side. */
    void tell() {
        fromClient.tell();
        fromOrigin.tell();
    }

    /** A connection broke: the other side sees that as it was, by a reset. After a Close, or after our own end, it is no fault. */
    void lost(Duplex end) {
        if (over) {
            return;
        }
        if (!fromClient.hasClosed() && !fromOrigin.hasClosed() && closing() == 0) {
            end(end == client ? ofClient() : ofOrigin());
        }
        over = true;
        client.reset();
        origin.reset();
    }

    private Fault ofClient() {
        return new ClientFault(client.isLate() ? ClientFault.Kind.LATE_READER : ClientFault.Kind.CLIENT_GONE);
    }

    private Fault ofOrigin() {
        return new UpstreamFault(origin.isLate() ? UpstreamFault.Kind.WRITE_TIMEOUT : UpstreamFault.Kind.TRUNCATED);
    }

    private void end(Fault why) {
        fault.compareAndSet(null, why);
    }

    /** Ends both connections in order. */
    void close() {
        over = true;
        client.close();
        origin.close();
    }

    @Override
    public boolean sweep(long now) {
        long idleFor = now - movedAt;
        if (now - closeAt > 0 && closeAt != NEVER) {
            close();
        } else if (idleFor > route.idleNanos()) {
            end(new LimitFault(LimitFault.Kind.IDLE_TUNNEL));
            close();
        }
        return closeAt == NEVER && route.idleNanos() - idleFor > Sweep.SOON;
    }
}
