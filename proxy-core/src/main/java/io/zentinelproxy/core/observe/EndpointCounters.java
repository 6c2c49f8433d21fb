package io.zentinelproxy.core.observe;

import io.zentinelproxy.core.exchange.Exchange;
import io.zentinelproxy.core.exchange.ExchangeObserver;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Counts exchanges for each endpoint of each upstream: many time series where there are many endpoints, and so only where it is asked
 * for. An exchange counts for the endpoint of its last attempt. Any thread; allocates nothing once an endpoint is known.
 */
final class EndpointCounters implements ExchangeObserver {
    private final Families families;
    /** By upstream, then by endpoint: both are of the configuration, so these stay small. */
    private final ConcurrentMap<String, ConcurrentMap<String, StatusCounters>> known = new ConcurrentHashMap<>();

    EndpointCounters(Families families) {
        this.families = families;
    }

    @Override
    public void finished(Exchange exchange) {
        String upstream = exchange.upstreamId();
        String endpoint = exchange.endpoint();
        if (upstream != null && endpoint != null) {
            counters(upstream, endpoint).count(exchange.status());
        }
    }

    private StatusCounters counters(String upstream, String endpoint) {
        ConcurrentMap<String, StatusCounters> endpoints = known.get(upstream);
        StatusCounters counters = endpoints == null ? null : endpoints.get(endpoint);
        return counters == null ? made(upstream, endpoint) : counters;
    }

    private StatusCounters made(String upstream, String endpoint) {
        return known.computeIfAbsent(upstream, id -> new ConcurrentHashMap<>())
                .computeIfAbsent(
                        endpoint,
                        name -> new StatusCounters(status -> families.endpoints.counter(upstream, name, status)));
    }
}
