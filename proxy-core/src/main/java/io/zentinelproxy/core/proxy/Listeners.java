package io.zentinelproxy.core.proxy;

import io.zentinelproxy.core.certificate.TlsContexts;
import io.zentinelproxy.core.config.Configuration;
import io.zentinelproxy.core.config.ListenerSettings;
import io.zentinelproxy.core.config.ProxyProtocolSettings;
import io.zentinelproxy.core.config.SystemSettings;
import io.zentinelproxy.core.exchange.RequestIds;
import io.zentinelproxy.core.net.Admissions;
import io.zentinelproxy.core.net.ConnectionFilter;
import io.zentinelproxy.core.net.Listener;
import io.zentinelproxy.core.net.ListeningSockets;
import io.zentinelproxy.core.proxyheader.ProxyHeaderReader;
import io.zentinelproxy.core.route.Route;
import io.zentinelproxy.core.route.RouteTable;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * All listeners of the process. A configuration that is put into force keeps those whose addresses it has, binds what is new before
 * anything is closed, and lets those go that it has not, each with its connections' last requests.
 */
final class Listeners {
    /** How often it is looked whether the last connection of a listener has ended. */
    private static final Duration DRAIN_POLL = Duration.ofMillis(20);

    private final Commons commons;

    /** In the order of the configuration. */
    private volatile List<LiveListener> all = List.of();

    /** Those that no configuration has any more and that still have connections. */
    private final Set<LiveListener> leaving = ConcurrentHashMap.newKeySet();

    Listeners(Commons commons) {
        this.commons = commons;
    }

    /**
     * Makes what this configuration needs.
     *
     * @throws IOException when an address cannot be bound, which the message names, or a filter or certificate cannot be loaded
     */
    void prepare(Configuration configuration, Snapshot snapshot, Observers observers, Transition transition)
            throws IOException {
        for (ConnectionFilterSource source : commons.plugs().filters()) {
            transition.ifAbandoned(source::abandoned);
            transition.atSwap(source::enforced);
        }
        List<LiveListener> before = all;
        List<LiveListener> unclaimed = new ArrayList<>(before);
        List<LiveListener> next = new ArrayList<>();
        for (ListenerSettings settings : configuration.listeners()) {
            LiveListener known = LiveListener.find(unclaimed, settings);
            unclaimed.remove(known);
            next.add(prepare(settings, configuration, snapshot, observers, known, transition));
        }
        transition.atSwap(() -> all = List.copyOf(next));
        transition.afterwards(() -> {
            next.stream().filter(one -> !before.contains(one)).forEach(LiveListener::start);
            SystemSettings times = configuration.system();
            next.forEach(one -> one.retireReplaced(times.drainIdle()));
            unclaimed.forEach(one -> leave(one, times));
        });
    }

    private LiveListener prepare(
            ListenerSettings settings,
            Configuration configuration,
            Snapshot snapshot,
            Observers observers,
            @Nullable LiveListener known,
            Transition transition)
            throws IOException {
        CurrentPipeline holder = known == null ? new CurrentPipeline() : known.pipeline();
        Front front = Front.of(settings, configuration.limits(), holder, commons, known == null ? null : known.front());
        Pipeline pipeline = pipeline(settings, configuration, snapshot, observers, front);
        Admissions.Terms terms = terms(settings);
        if (known != null) {
            transition.atSwap(() -> {
                holder.set(pipeline);
                known.change(settings, front, terms);
            });
            return known;
        }
        holder.set(pipeline);
        Admissions admissions = new Admissions(settings.id(), commons.limits().connections(), terms);
        ListeningSockets.Listening there = commons.plugs().sockets().take(settings.id(), settings.address());
        LiveListener bound =
                LiveListener.on(listener(settings, there, admissions), admissions, holder, settings, front);
        transition.ifAbandoned(bound::close);
        return bound;
    }

    private static Listener listener(
            ListenerSettings settings, ListeningSockets.@Nullable Listening there, Admissions admissions)
            throws IOException {
        return there == null
                ? new Listener(settings.id(), settings.address(), admissions)
                : new Listener(settings.id(), there, admissions);
    }

    private Pipeline pipeline(
            ListenerSettings settings,
            Configuration configuration,
            Snapshot snapshot,
            Observers observers,
            Front front) {
        String defaultId = settings.defaultRoute();
        RouteTable routes = snapshot.routesOf(settings);
        Route defaultRoute = defaultId == null ? null : routes.byId(defaultId);
        ClientIdentity identity = new ClientIdentity(
                settings.trustedProxies(), RequestIds.of(configuration.system().requestIdFormat()));
        return new Pipeline(
                snapshot,
                routes,
                defaultRoute,
                identity,
                front.clientTls(),
                commons.limits().requests(),
                commons.plugs().requests(),
                observers.all());
    }

    private Admissions.Terms terms(ListenerSettings settings) throws IOException {
        ProxyProtocolSettings told = settings.proxyProtocol();
        List<ConnectionFilter> filters = new ArrayList<>();
        for (ConnectionFilterSource source : commons.plugs().filters()) {
            filters.addAll(source.filtersOf(settings));
        }
        return new Admissions.Terms(
                filters,
                told == null ? List.of() : told.from(),
                told == null ? List.of() : ProxyHeaderReader.REFUSALS,
                settings.tls() == null);
    }

    /** Accepts no more, and closes once the last request has ended or the time is over. */
    private void leave(LiveListener one, SystemSettings times) {
        leaving.add(one);
        one.finish();
        one.drain(times.drainIdle());
        commons.tunnels().drain(one.id());
        Thread.ofVirtual().name("listener-" + one.id() + "-ends").start(() -> {
            long until = System.nanoTime() + times.gracefulShutdownTimeout().toNanos();
            // Who was accepted just before gets there.
            LockSupport.parkNanos(DRAIN_POLL.toNanos());
            one.retire();
            while (!one.isIdle() && System.nanoTime() - until < 0) {
                LockSupport.parkNanos(DRAIN_POLL.toNanos());
            }
            one.close();
            leaving.remove(one);
        });
    }

    List<LiveListener> all() {
        return all;
    }

    /** Certificates in use: their files are to be watched. */
    List<TlsContexts> contexts() {
        return all.stream()
                .map(one -> one.front().contexts())
                .filter(Objects::nonNull)
                .toList();
    }

    /** @param handedOver by id: those whose sockets another process has, and what is queued there */
    void stopAccepting(Set<String> handedOver) {
        for (LiveListener one : all) {
            if (handedOver.contains(one.id())) {
                one.release();
            } else {
                one.finish();
            }
        }
    }

    /** @param idle how long a connection may wait for one more request */
    void drain(Duration idle) {
        each(one -> one.drain(idle));
    }

    void close() {
        each(LiveListener::close);
    }

    private void each(Consumer<LiveListener> doing) {
        all.forEach(doing);
        leaving.forEach(doing);
    }

    void tell(Told.Tellers tellers) {
        all.forEach(one -> one.tell(tellers));
    }
}
