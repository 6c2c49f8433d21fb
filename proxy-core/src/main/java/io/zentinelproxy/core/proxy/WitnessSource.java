package io.zentinelproxy.core.proxy;

import io.zentinelproxy.core.exchange.Slots;
import io.zentinelproxy.core.exchange.TlsFacts;

/** A module that learns something from the handshakes of clients, and finds it again at each request of the connection. */
public interface WitnessSource {
    /**
     * Called once, before any listener accepts.
     *
     * @param plan of the slots that each connection has: a slot for what the witness learns, which {@code Exchange.tls()} leads to
     */
    TlsFacts.Witness witness(Slots.Plan plan);
}
