package io.zentinelproxy.core.balance;

import io.zentinelproxy.core.exchange.Exchange;

/** Chooses the endpoint for a request. Called by many threads at once. */
public interface Balancer {
    Endpoint choose(Exchange exchange);
}
