package io.zentinelproxy.core.filter;

import io.zentinelproxy.core.exchange.Exchange;
import io.zentinelproxy.core.fault.Fault;
import org.jspecify.annotations.Nullable;

/** Tells faults in words that the clients of a route understand. */
@FunctionalInterface
public interface FaultVoice {
    /** Null where the route's error pages are to tell it. */
    @Nullable
    LocalAnswer tell(Fault fault, Exchange exchange);
}
