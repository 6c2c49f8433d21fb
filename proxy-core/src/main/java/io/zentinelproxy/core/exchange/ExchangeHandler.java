package io.zentinelproxy.core.exchange;

/** Serves exchanges: the pipeline, as a protocol sees it. */
public interface ExchangeHandler {
    /** Receives the request, answers it, tells the observers. Does not throw. */
    void handle(DownstreamExchange exchange);
}
