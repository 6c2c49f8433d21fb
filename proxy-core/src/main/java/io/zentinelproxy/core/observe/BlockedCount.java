package io.zentinelproxy.core.observe;

import io.zentinelproxy.core.bytes.Ascii;
import io.zentinelproxy.core.exchange.ClientAddress;
import io.zentinelproxy.core.exchange.Exchange;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** The requests that were refused for one reason since that was told last. Any thread adds, the sweep's tells. */
final class BlockedCount {
    private final String reason;
    private final LongAdder added = new LongAdder();
    private final AtomicReference<@Nullable Sample> sample = new AtomicReference<>();

    /** What was added when it was told last. For the sweep, as the next. */
    private long told;

    private long toldAt;
    private boolean everTold;

    private record Sample(ClientAddress client, @Nullable String route) {}

    BlockedCount(String reason) {
        this.reason = reason;
    }

    void add(Exchange exchange) {
        if (sample.get() == null) {
            Exchange.RouteFacts route = exchange.route();
            sample.set(new Sample(exchange.client(), route == null ? null : route.routeId()));
        }
        added.increment();
    }

    void tell(ProxyEvents events, long now, long pause) {
        long count = added.sum();
        if (count == told || everTold && now - toldAt < pause) {
            return;
        }
        Sample one = sample.getAndSet(null);
        if (one == null) {
            return;
        }
        byte[] client = one.client.octets();
        events.tell(
                new ProxyEvent.BlockedRequests(reason, one.route, Ascii.text(client, 0, client.length), count - told));
        everTold = true;
        toldAt = now;
        told = count;
    }
}
