package io.zentinelproxy.core.upstream;

import io.zentinelproxy.core.net.SocketTransport;

/** A connection to an origin, busy or idle. Its fields belong to whoever holds it. */
final class OriginConnection {
    private final SocketTransport transport;
    private final long since;
    private long idleSince;

    OriginConnection(SocketTransport transport, long now) {
        this.transport = transport;
        since = now;
        idleSince = now;
    }

    SocketTransport transport() {
        return transport;
    }

    /** When it was connected. */
    long since() {
        return since;
    }

    /** When it was last given back. */
    long idleSince() {
        return idleSince;
    }

    void idle(long now) {
        idleSince = now;
    }
}
