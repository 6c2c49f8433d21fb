package io.zentinelproxy.core.observe;

import io.zentinelproxy.core.exchange.Exchange;
import io.zentinelproxy.core.exchange.ExchangeObserver;
import io.zentinelproxy.core.fault.ClientFault;
import io.zentinelproxy.core.fault.InternalFault;
import io.zentinelproxy.core.fault.LimitFault;
import io.zentinelproxy.core.fault.PolicyFault;
import io.zentinelproxy.core.fault.UpstreamFault;
import io.zentinelproxy.core.net.Sweep;
import java.time.Duration;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Tells of requests that policies or limits refused: of each reason at once, and then one time in {@link #PAUSE} with how many there were.
 * A flood of requests does not become a flood of events. Costs an addition for each.
 */
public final class BlockedRequests implements ExchangeObserver, Sweep.Swept {
    private static final Duration PAUSE = Duration.ofSeconds(10);

    private final ProxyEvents events;
    private final BlockedCount[] limit;
    private final BlockedCount[] policy;

    public BlockedRequests(ProxyEvents events) {
        this.events = events;
        limit = Stream.of(LimitFault.Kind.values())
                .map(kind -> new BlockedCount(kind.reason()))
                .toArray(BlockedCount[]::new);
        policy = Stream.of(PolicyFault.Kind.values())
                .map(kind -> new BlockedCount(kind.reason()))
                .toArray(BlockedCount[]::new);
    }

    @Override
    public void finished(Exchange exchange) {
        BlockedCount count = countOf(exchange);
        if (count != null) {
            count.add(exchange);
        }
    }

    private @Nullable BlockedCount countOf(Exchange exchange) {
        return switch (exchange.fault()) {
            case LimitFault refused -> limit[refused.kind().ordinal()];
            case PolicyFault refused -> policy[refused.kind().ordinal()];
            case ClientFault own -> null;
            case UpstreamFault failed -> null;
            case InternalFault defect -> null;
            case null -> null;
        };
    }

    @Override
    public boolean sweep(long now) {
        for (BlockedCount one : limit) {
            one.tell(events, now, PAUSE.toNanos());
        }
        for (BlockedCount one : policy) {
            one.tell(events, now, PAUSE.toNanos());
        }
        return true;
    }
}
