package io.zentinelproxy.core.upstream;

import io.zentinelproxy.core.net.Transport;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A connection to an origin, busy or idle. Its fields belong to whoever holds it. */
final class OriginConnection {
    private final Transport transport;
    private final @Nullable ToldClient told;
    private final long since;
    private long idleSince;

    OriginConnection(Transport transport, @Nullable ToldClient told, long now) {
        this.transport = transport;
        this.told = told;
        since = now;
        idleSince = now;
    }

    Transport transport() {
        return transport;
    }

    /** Whether a request may be sent on it that is to be told of this client, or null of none. */
    boolean tells(@Nullable ToldClient client) {
        return Objects.equals(told, client);
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
