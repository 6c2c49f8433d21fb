package io.zentinelproxy.core.proxy;

import io.zentinelproxy.core.answer.StatePage;
import io.zentinelproxy.core.exchange.ExchangeObserver;
import io.zentinelproxy.core.filter.RequestFilter;
import io.zentinelproxy.core.filter.RouteFilterSource;
import io.zentinelproxy.core.net.ListeningSockets;
import java.util.List;
import java.util.Map;

/**
 * What modules add to a proxy.
 *
 * @param observers told of every exchange
 * @param filters of connections, asked in this order
 * @param witnesses of the handshakes of clients, told in this order
 * @param sockets that listen already
 * @param routes modules that have filters on routes
 * @param requests filters that every request passes behind those of its route, before an endpoint is chosen for it
 * @param states what modules tell of themselves, by the builtin handler that shows it; asked by any thread, each time anew
 */
public record Plugs(
        List<ExchangeObserver> observers,
        List<ConnectionFilterSource> filters,
        List<WitnessSource> witnesses,
        ListeningSockets sockets,
        List<RouteFilterSource> routes,
        List<RequestFilter> requests,
        Map<String, StatePage> states) {
    public static final Plugs NONE = new Plugs(List.of(), List.of());

    /** Of modules that learn nothing from handshakes. */
    public Plugs(List<ExchangeObserver> observers, List<ConnectionFilterSource> filters) {
        this(observers, filters, List.of());
    }

    /** Where every listener binds. */
    public Plugs(
            List<ExchangeObserver> observers, List<ConnectionFilterSource> filters, List<WitnessSource> witnesses) {
        this(observers, filters, witnesses, ListeningSockets.NONE, List.of(), List.of(), Map.of());
    }

    /** The same with filters that every request passes. */
    public Plugs filtering(List<RequestFilter> all) {
        return new Plugs(observers, filters, witnesses, sockets, routes, all, states);
    }

    /** The same with modules that have filters on routes. */
    public Plugs onRoutes(List<RouteFilterSource> all) {
        return new Plugs(observers, filters, witnesses, sockets, all, requests, states);
    }

    /** The same with modules that tell of themselves. */
    public Plugs telling(Map<String, StatePage> all) {
        return new Plugs(observers, filters, witnesses, sockets, routes, requests, all);
    }

    /** The same with sockets that listen already. */
    public Plugs listeningOn(ListeningSockets there) {
        return new Plugs(observers, filters, witnesses, there, routes, requests, states);
    }
}
