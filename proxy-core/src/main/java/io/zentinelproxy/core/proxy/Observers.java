package io.zentinelproxy.core.proxy;

import io.zentinelproxy.core.config.ObservabilitySettings;
import io.zentinelproxy.core.exchange.ExchangeObserver;
import io.zentinelproxy.core.observe.AccessLog;
import io.zentinelproxy.core.observe.EventLog;
import io.zentinelproxy.core.observe.Metrics;
import io.zentinelproxy.core.route.Route;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who is told of every exchange of one configuration: metrics, the access log where it is on, and what a module adds. */
public final class Observers {
    private final Metrics metrics;
    private final @Nullable AccessLog accessLog;
    private final EventLog events;
    private final List<ExchangeObserver> all = new ArrayList<>();

    private Observers(Metrics metrics, @Nullable AccessLog accessLog, EventLog events) {
        this.metrics = metrics;
        this.accessLog = accessLog;
        this.events = events;
    }

    /**
     * Opens the access log, unless it is open already.
     *
     * @param before those of the configuration in force, or null
     * @throws IOException where it cannot be written
     */
    static Observers open(
            ObservabilitySettings settings,
            EventLog events,
            List<Route> routes,
            Hooks hooks,
            Commons commons,
            @Nullable Observers before,
            Transition transition)
            throws IOException {
        Metrics metrics = commons.metrics().forRoutes(routes);
        AccessLog log = accessLog(settings.accessLog(), commons, before, transition);
        Observers observers = new Observers(metrics, log, events);
        observers.all.add(metrics);
        if (settings.metrics().highCardinality()) {
            observers.all.add(metrics.byEndpoint());
        }
        // Before the log, as what they settle stands there.
        observers.all.addAll(commons.plugs().observers());
        if (log != null) {
            observers.all.add(log);
        }
        ExchangeObserver failures = events.failedExchanges();
        if (failures != null) {
            observers.all.add(failures);
        }
        ExchangeObserver refused = hooks.refusedRequests();
        if (refused != null) {
            observers.all.add(refused);
        }
        return observers;
    }

    private static @Nullable AccessLog accessLog(
            ObservabilitySettings.AccessLog settings,
            Commons commons,
            @Nullable Observers before,
            Transition transition)
            throws IOException {
        AccessLog known = before == null ? null : before.accessLog;
        if (known != null && settings.enabled() && known.isBy(settings)) {
            return known;
        }
        AccessLog made = settings.enabled() ? AccessLog.open(settings, commons.tlsMembers()) : null;
        if (made != null) {
            transition.ifAbandoned(made::close);
        }
        if (known != null) {
            if (made != null) {
                transition.atSwap(() -> known.replacedBy(made));
            }
            transition.afterwards(known::close);
        }
        return made;
    }

    void tell(Told.Tellers tellers) {
        tellers.add(events, events);
        if (accessLog != null) {
            tellers.add(accessLog, accessLog);
        }
    }

    List<ExchangeObserver> all() {
        return all;
    }

    public Metrics metrics() {
        return metrics;
    }

    /** The application log, which filters write to and which outlives this. */
    public EventLog events() {
        return events;
    }

    /** Goes on with a new file where the old one was moved away. */
    public void reopenLogs() {
        events.reopen();
        if (accessLog != null) {
            accessLog.reopen();
        }
    }

    void close() {
        if (accessLog != null) {
            accessLog.close();
        }
    }
}
