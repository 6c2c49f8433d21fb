package io.zentinelproxy.security.gate;

import io.zentinelproxy.core.exchange.ClientAddress;
import io.zentinelproxy.core.net.Admission;
import io.zentinelproxy.core.net.ConnectionFilter;
import io.zentinelproxy.core.net.ConnectionRefusal;
import java.util.List;

/** Limits how fast each client opens connections. */
final class ConnectionRate implements ConnectionFilter {
    static final ConnectionRefusal RATE = ConnectionRefusal.silent("connection_rate");

    private final ClientRates rates;
    private final ClientPrefix prefix;

    ConnectionRate(ClientRates rates, ClientPrefix prefix) {
        this.rates = rates;
        this.prefix = prefix;
    }

    @Override
    public Admission admit(ClientAddress client) {
        return rates.tryTake(prefix.keyOf(client.raw())) ? Admission.PLAIN : RATE;
    }

    @Override
    public List<ConnectionRefusal> refusals() {
        return List.of(RATE);
    }
}
