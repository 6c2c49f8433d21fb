package io.zentinelproxy.core.proxy;

import io.zentinelproxy.core.config.Configuration;
import io.zentinelproxy.core.exchange.ExchangeObserver;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Who is told of every exchange: access log, metrics, and what a module adds. */
public final class Observers implements AutoCloseable {
    private final List<ExchangeObserver> all = new ArrayList<>();

    private Observers() {}

    static Observers open(Configuration configuration, Snapshot snapshot, List<ExchangeObserver> more)
            throws IOException {
        Observers observers = new Observers();
        observers.all.addAll(more);
        return observers;
    }

    List<ExchangeObserver> all() {
        return all;
    }

    void watch(ProxyServer server) {}

    @Override
    public void close() {}
}
