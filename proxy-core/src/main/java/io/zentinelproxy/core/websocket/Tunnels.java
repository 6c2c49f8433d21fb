package io.zentinelproxy.core.websocket;

import io.zentinelproxy.core.bytes.BulkBuffers;
import io.zentinelproxy.core.net.IdleBuffers;
import io.zentinelproxy.core.net.Sweep;
import java.nio.ByteBuffer;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** All tunnels of a proxy, and what they share. Any thread. */
public final class Tunnels {
    private final Sweep sweep;
    private final IdleBuffers small;
    private final BulkBuffers large;
    private final Set<Tunnel> open = ConcurrentHashMap.newKeySet();
    private volatile boolean draining;

    public Tunnels(Sweep sweep, IdleBuffers small, BulkBuffers large) {
        this.sweep = sweep;
        this.small = small;
        this.large = large;
    }

    /** The sweep's clock. */
    long now() {
        return sweep.now();
    }

    /** A cleared buffer for one arrival: a large one where much is expected and one is free. */
    ByteBuffer take(boolean much) {
        ByteBuffer buffer = much ? large.take() : null;
        return buffer == null ? small.take() : buffer;
    }

    void give(ByteBuffer buffer) {
        if (buffer.capacity() == BulkBuffers.CAPACITY) {
            large.give(buffer);
        } else {
            small.give(buffer);
        }
    }

    void opened(Tunnel tunnel) {
        open.add(tunnel);
        sweep.add(tunnel);
        if (draining) {
            tunnel.goAway();
        }
    }

    void closed(Tunnel tunnel) {
        sweep.remove(tunnel);
        open.remove(tunnel);
    }

    /** Tells both ends of each that we go away (RFC 6455 section 7.4.1, code 1001), and of those that open from now on. Does not wait. */
    public void drain() {
        draining = true;
        open.forEach(tunnel -> Thread.ofVirtual().start(tunnel::goAway));
    }

    /** Tells both ends of those that are open now and came by one listener. Does not wait. */
    public void drain(String listener) {
        for (Tunnel tunnel : open) {
            if (tunnel.isOf(listener)) {
                Thread.ofVirtual().start(tunnel::goAway);
            }
        }
    }

    /** Ends them all at once. */
    public void close() {
        draining = true;
        open.forEach(Tunnel::close);
    }
}
