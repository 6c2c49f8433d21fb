package io.zentinelproxy.core.observe;

import io.zentinelproxy.core.exchange.Exchange;
import io.zentinelproxy.core.exchange.Exchange.RouteFacts;
import io.zentinelproxy.core.exchange.ExchangeObserver;
import io.zentinelproxy.core.exchange.LeftUpstream;
import io.zentinelproxy.core.exchange.TlsFacts;
import io.zentinelproxy.core.fault.Fault;
import io.zentinelproxy.core.fault.UpstreamFault;
import io.zentinelproxy.core.http.Method;
import io.zentinelproxy.core.http.RequestHead;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * What is counted, in the Prometheus text format. Counts an exchange on its own thread by adding to counters that were looked up
 * before, and allocates nothing; what others keep count of is asked when metrics are read. Any thread.
 *
 * <p>One is made for the routes of one configuration, since exchanges name their route by its number there. After a reload {@link
 * #forRoutes} makes the next, which goes on with the same counters.
 */
public final class Metrics implements ExchangeObserver {
    /** The reason of a failed attempt that was followed by another: only the last attempt's fault is known. */
    private static final String RETRIED = "retried";

    private final Families families;
    private final RouteCounters[] routes;
    private final RouteCounters unmatched;
    private final ConcurrentMap<String, ListenerCounters> listeners = new ConcurrentHashMap<>();

    private Metrics(Families families, List<? extends RouteFacts> routes) {
        this.families = families;
        this.routes = new RouteCounters[routes.size()];
        for (RouteFacts route : routes) {
            this.routes[route.number()] = RouteCounters.of(families, route);
        }
        unmatched = RouteCounters.ofNone(families);
    }

    /**
     * The metrics of this process.
     *
     * @param version of the program, for {@code zentinel_build_info}
     * @param routes of the configuration, numbered from 0 without gaps, in any order
     */
    public static Metrics of(String version, List<? extends RouteFacts> routes) {
        return new Metrics(new Families(version), routes);
    }

    /** The same metrics for exchanges of another configuration. */
    public Metrics forRoutes(List<? extends RouteFacts> others) {
        return new Metrics(families, others);
    }

    /** Counts exchanges by endpoint as well, in these metrics. */
    public ExchangeObserver byEndpoint() {
        return new EndpointCounters(families);
    }

    /**
     * Asks for a value whenever metrics are read, until the registration is closed. Equal label values are added up.
     *
     * @param value asked on the thread of whoever reads; must not block or throw
     * @param labelValues in the order of the reading's labels
     * @throws IllegalArgumentException if there are not as many values as labels
     */
    public Registration read(Reading reading, LongSupplier value, String... labelValues) {
        return families.read(reading, value, List.of(labelValues));
    }

    /** Asks whoever keeps many values whenever metrics are read, until the registration is closed. */
    public Registration tell(Teller teller) {
        return families.tell(teller);
    }

    /** Drops what was counted of routes, upstreams and listeners that are no more: of what was reloaded a thousand times nothing stays. */
    public void retain(LiveNames live) {
        families.retain(live);
    }

    /** Counts the handshakes of a listener. The labels are bounded: versions and cipher suites are those that we speak. */
    public TlsFacts.Witness handshakes(String listener) {
        return facts -> families.handshakes
                .counter(listener, facts.protocol(), facts.cipherSuite(), Boolean.toString(facts.resumed()))
                .increment();
    }

    /** Where the nanoseconds of each finished TLS handshake of a listener are counted. */
    public LongConsumer handshakeDurations(String listener) {
        return families.handshakeDurations.histogram(listener)::observe;
    }

    /** Where the nanoseconds of each health check of an upstream's targets are counted. */
    public LongConsumer checkDurations(String upstream) {
        return families.checkDurations.histogram(upstream)::observe;
    }

    /** Where each HTTP/2 connection of a listener that ended with an error is counted under its reason, of which there is a fixed set. */
    public Consumer<String> http2Errors(String listener) {
        return reason -> families.http2Errors.counter(listener, reason).increment();
    }

    /** Tells what is counted there as well. Once. */
    public void include(ShadowFamilies shadows) {
        families.include(shadows);
    }

    /** All metrics in the Prometheus text format 0.0.4. */
    public String scrape() {
        return families.scrape();
    }

    @Override
    public void finished(Exchange exchange) {
        RouteFacts taken = exchange.route();
        RouteCounters route = taken == null ? unmatched : routes[taken.number()];
        RequestHead head = exchange.head();
        Method method = head.isParsed() ? head.method() : Method.OTHER;
        route.method(method).count(exchange.status(), Math.max(0, exchange.durationNanos()));
        countOctets(exchange);
        countAttempts(exchange, route);
    }

    private void countOctets(Exchange exchange) {
        String id = exchange.listener();
        ListenerCounters listener = listeners.get(id);
        if (listener == null) {
            listener = ListenerCounters.of(families, id);
            listeners.put(id, listener);
        }
        listener.requestOctets().add(exchange.requestOctets());
        listener.responseOctets().add(exchange.responseOctets());
    }

    /** Each attempt counts for the upstream that it was made at, and as failed where another followed. */
    private void countAttempts(Exchange exchange, RouteCounters route) {
        LeftUpstream left = exchange.left();
        int attempts = exchange.attempts() - (left == null ? 0 : left.attempts());
        if (left == null) {
            route.attempted(attempts);
        } else {
            families.attempts
                    .counter(Objects.requireNonNull(exchange.upstreamId()))
                    .add(attempts);
        }
        if (attempts > 1) {
            countFailed(exchange, RETRIED, attempts - 1);
        }
        for (LeftUpstream one = left; one != null; one = one.before()) {
            families.attempts.counter(one.id()).add(one.attemptsHere());
            families.failures.counter(one.id(), RETRIED).add(one.attemptsHere());
        }
        Fault fault = exchange.fault();
        if (fault != null) {
            families.blocked.counter(fault.reason()).increment();
            if (fault instanceof UpstreamFault) {
                countFailed(exchange, fault.reason(), 1);
            }
        }
    }

    /** Rare: looks the counter up. */
    private void countFailed(Exchange exchange, String reason, int times) {
        String upstream = exchange.upstreamId();
        if (upstream != null) {
            families.failures.counter(upstream, reason).add(times);
        }
    }
}
