package io.zentinelproxy.core.proxy;

import io.zentinelproxy.core.exchange.DownstreamExchange;
import io.zentinelproxy.core.exchange.Exchange;
import io.zentinelproxy.core.exchange.ExchangeHandler;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The pipeline of a listener as of the last reload. An exchange is walked, and told of at its end, by the one that it began with. */
final class CurrentPipeline implements ExchangeHandler {
    /** Null until the first is set, before the first connection is accepted. */
    private volatile @Nullable ExchangeHandler current;

    /** For exchanges that begin from now on. */
    void set(ExchangeHandler next) {
        current = next;
    }

    @Override
    public void handle(DownstreamExchange exchange) {
        ExchangeHandler serving = Objects.requireNonNull(current);
        Exchange facts = exchange.facts();
        facts.handler(serving);
        serving.handle(exchange);
        if (!exchange.isSwitched()) {
            facts.handler(null);
        }
    }

    @Override
    public void finished(Exchange facts) {
        ExchangeHandler serving = facts.handler();
        facts.handler(null);
        Objects.requireNonNull(serving).finished(facts);
    }
}
