package io.zentinelproxy.core.proxy;

import io.zentinelproxy.core.exchange.ExchangeObserver;
import java.util.List;

/**
 * What modules add to a proxy.
 *
 * @param observers told of every exchange
 * @param filters of connections, asked in this order
 * @param witnesses of the handshakes of clients, told in this order
 */
public record Plugs(
        List<ExchangeObserver> observers, List<ConnectionFilterSource> filters, List<WitnessSource> witnesses) {
    public static final Plugs NONE = new Plugs(List.of(), List.of());

    /** Of modules that learn nothing from handshakes. */
    public Plugs(List<ExchangeObserver> observers, List<ConnectionFilterSource> filters) {
        this(observers, filters, List.of());
    }
}
