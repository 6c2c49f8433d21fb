package io.zentinelproxy.core.proxy;

import io.zentinelproxy.core.exchange.RequestPlaces;
import io.zentinelproxy.core.observe.ShadowFamilies;
import io.zentinelproxy.core.upstream.BackgroundExchange;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The requests of our own that are under way, over all routes: only so many at once, each on a thread of its own, and all of them ended
 * when the proxy ends. Any thread.
 */
final class Subrequests implements AutoCloseable {
    private final RequestPlaces places;
    private final ShadowFamilies counted = new ShadowFamilies();
    private final Set<BackgroundExchange> underWay = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /** @param most at once, at least 1 */
    Subrequests(int most) {
        places = new RequestPlaces(most);
    }

    /** So many at once from now on. */
    void most(int requests) {
        places.most(requests);
    }

    /** What is counted of mirrored requests, whatever the configuration is meanwhile. */
    ShadowFamilies counted() {
        return counted;
    }

    /** Takes a place until {@link #leave}, or returns false. */
    boolean enter() {
        return !closed && places.take();
    }

    void leave() {
        places.give();
    }

    /** Runs one that has entered on a thread of its own. */
    void start(BackgroundExchange exchange, Runnable call) {
        Thread.ofVirtual().start(() -> {
            underWay.add(exchange);
            try {
                if (closed) {
                    exchange.stop();
                }
                call.run();
            } finally {
                underWay.remove(exchange);
            }
        });
    }

    /** Those under way now. */
    int underWay() {
        return places.taken();
    }

    /** Ends those under way, and lets no other begin. */
    @Override
    public void close() {
        closed = true;
        underWay.forEach(BackgroundExchange::stop);
    }
}
