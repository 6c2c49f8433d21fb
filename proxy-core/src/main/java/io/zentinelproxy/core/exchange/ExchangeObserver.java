package io.zentinelproxy.core.exchange;

/** Told of every exchange exactly once, at its very end, on its own thread. Must not throw and must not block. */
public interface ExchangeObserver {
    void finished(Exchange exchange);
}
