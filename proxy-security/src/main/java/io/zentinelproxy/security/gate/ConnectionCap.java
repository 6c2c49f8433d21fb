package io.zentinelproxy.security.gate;

import io.zentinelproxy.core.exchange.ClientAddress;
import io.zentinelproxy.core.net.Admission;
import io.zentinelproxy.core.net.ConnectionFilter;
import io.zentinelproxy.core.net.ConnectionRefusal;
import java.util.List;

/** Caps the connections that each client has open. */
final class ConnectionCap implements ConnectionFilter {
    static final ConnectionRefusal CAP = ConnectionRefusal.silent("connection_cap");

    private final OpenConnections open;
    private final ClientPrefix prefix;
    private final int most;

    ConnectionCap(OpenConnections open, ClientPrefix prefix, int most) {
        this.open = open;
        this.prefix = prefix;
        this.most = most;
    }

    /** One connection of a client's. */
    private record Place(OpenConnections open, long client) implements Admission.Permit {
        @Override
        public void giveBack() {
            open.give(client);
        }
    }

    @Override
    public Admission admit(ClientAddress client) {
        long key = prefix.keyOf(client.raw());
        return open.tryTake(key, most) ? new Admission.Admitted(0, new Place(open, key)) : CAP;
    }

    @Override
    public List<ConnectionRefusal> refusals() {
        return List.of(CAP);
    }
}
