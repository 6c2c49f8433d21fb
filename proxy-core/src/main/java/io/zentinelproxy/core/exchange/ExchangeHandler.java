package io.zentinelproxy.core.exchange;

/** Serves exchanges: the pipeline, as a protocol sees it. */
public interface ExchangeHandler {
    /** Receives the request, answers it, tells the observers. Does not throw. */
    void handle(DownstreamExchange exchange);

    /** Tells the observers of an exchange that went on as another protocol and is over now. Does not throw. */
    void finished(Exchange facts);
}
