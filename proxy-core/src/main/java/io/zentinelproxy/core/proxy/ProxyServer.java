package io.zentinelproxy.core.proxy;

import io.zentinelproxy.core.answer.ConfigurationFacts;
import io.zentinelproxy.core.answer.ServerFacts;
import io.zentinelproxy.core.certificate.CertificateWatch;
import io.zentinelproxy.core.config.Configuration;
import io.zentinelproxy.core.config.LoadedConfiguration;
import io.zentinelproxy.core.config.SystemSettings;
import io.zentinelproxy.core.net.Listener;
import io.zentinelproxy.core.net.Ticker;
import io.zentinelproxy.core.observe.EventLog;
import io.zentinelproxy.core.observe.ProxyEvent;
import io.zentinelproxy.core.observe.ProxyEvents;
import io.zentinelproxy.core.observe.Reading;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A running proxy: a configuration bound to its listeners, which a reload exchanges for another. All that is new is made and all
 * listeners are bound before anything takes effect, so that a port in use leaves nothing half started, and a configuration that cannot
 * be served leaves the one before in force.
 */
public final class ProxyServer implements AutoCloseable {
    /** How often a drain looks whether the last connection has closed. */
    private static final Duration DRAIN_POLL = Duration.ofMillis(5);

    private final Commons commons;
    private final Listeners listeners;
    private final Told told;

    /** Held while one configuration follows another, and while all is ended. */
    private final ReentrantLock reloading = new ReentrantLock();

    /** Null until the first is in force, which is before anybody else sees this. */
    private volatile @Nullable Generation current;

    private volatile boolean draining;

    /** Opened for this proxy alone, and closed with it. Guarded by reloading, once started. */
    private @Nullable EventLog ownEvents;

    private ProxyServer(Configuration configuration, String version, Ticker clock, Plugs plugs) {
        commons = new Commons(configuration, version, clock, plugs);
        listeners = new Listeners(commons);
        told = new Told(commons.metrics());
        commons.metrics().tell(commons.limits());
        commons.metrics().include(commons.limits().subrequests().counted());
        commons.metrics().tell(commons.reloads());
        commons.metrics().tell(new NameReadings(commons.resolver()));
        commons.metrics()
                .read(Reading.CONFIG_GENERATION, () -> generation().facts().generation());
    }

    /** Serves without a program around it: in a test, or embedded. */
    public static ProxyServer start(Configuration configuration) throws IOException {
        return start(configuration, System::nanoTime, Plugs.NONE);
    }

    /** The same by another clock, on which all timeouts are measured, and with what modules add. */
    public static ProxyServer start(Configuration configuration, Ticker clock, Plugs plugs) throws IOException {
        EventLog events = EventLog.open(configuration.observability().logging());
        try {
            ProxyServer server = start(LoadedConfiguration.of(configuration), "unreleased", events, clock, plugs);
            server.ownEvents = events;
            return server;
        } catch (IOException | RuntimeException e) {
            events.close();
            throw e;
        }
    }

    /**
     * Binds every listener, then serves.
     *
     * @param version of the program, for the metrics
     * @param events the application log; stays open when this closes
     *
     * @throws IOException when an address cannot be bound, which the message names, the access log cannot be opened, or a filter
     *     cannot be made
     */
    public static ProxyServer start(LoadedConfiguration configuration, String version, EventLog events, Plugs plugs)
            throws IOException {
        return start(configuration, version, events, System::nanoTime, plugs);
    }

    private static ProxyServer start(
            LoadedConfiguration loaded, String version, EventLog events, Ticker clock, Plugs plugs) throws IOException {
        ProxyServer server = new ProxyServer(loaded.configuration(), version, clock, plugs);
        try {
            server.follow(loaded, events);
        } catch (IOException | RuntimeException e) {
            server.commons.close();
            throw e;
        }
        return server;
    }

    /**
     * Puts another configuration into force. Requests under way end as they began; connections stay open. Where it cannot be served
     * nothing has changed.
     *
     * @param events the application log from now on, which may be the same
     * @throws IOException why it cannot be served
     */
    public void reload(LoadedConfiguration loaded, EventLog events) throws IOException {
        reloading.lock();
        try {
            if (draining) {
                throw new IOException("the proxy is about to end");
            }
            follow(loaded, events);
            commons.reloads().succeeded();
            commons.limits().events().tell(new ProxyEvent.ConfigurationReloaded());
        } catch (IOException | RuntimeException e) {
            reloadFailed(String.valueOf(e.getMessage()));
            throw e;
        } finally {
            reloading.unlock();
        }
    }

    /** The same for a proxy without a program around it. */
    public void reload(Configuration configuration) throws IOException {
        reload(LoadedConfiguration.of(configuration));
    }

    /** The same with what is known of its files. */
    public void reload(LoadedConfiguration loaded) throws IOException {
        reloading.lock();
        try {
            EventLog before = Objects.requireNonNull(ownEvents, "the application log is the program's");
            var wanted = loaded.configuration().observability().logging();
            EventLog next = before.isBy(wanted) ? before : EventLog.open(wanted);
            try {
                reload(loaded, next);
            } catch (IOException | RuntimeException e) {
                if (next != before) {
                    next.close();
                }
                throw e;
            }
            if (next != before) {
                ownEvents = next;
                before.replacedBy(next);
                before.close();
            }
        } finally {
            reloading.unlock();
        }
    }

    /** Counts and tells of a configuration that is not served, be it that it could not even be read. */
    public void reloadFailed(String why) {
        commons.reloads().failed();
        commons.limits().events().tell(new ProxyEvent.ReloadFailed(why));
    }

    /** The files say what is in force, be it again after others that could not be served. */
    public void reloadNotNeeded() {
        commons.reloads().unchanged();
    }

    private void follow(LoadedConfiguration loaded, EventLog events) throws IOException {
        Transition transition = new Transition();
        Generation next;
        try {
            next = prepare(loaded, events, transition);
            if (current == null) {
                commons.plugs().sockets().beforeAccepting();
            }
        } catch (IOException | RuntimeException | Error e) {
            transition.abandon();
            throw e;
        }
        transition.atSwap(() -> enforce(next));
        transition.complete();
        commons.metrics().retain(next.names());
    }

    private Generation prepare(LoadedConfiguration loaded, EventLog events, Transition transition) throws IOException {
        Generation before = current;
        Configuration configuration = loaded.configuration();
        ConfigurationFacts facts = new ConfigurationFacts(
                before == null ? 1 : before.facts().generation() + 1, loaded.digest(), Instant.now());
        // First, as targets are looked at from the moment that they are made.
        Hooks hooks = Hooks.of(
                configuration.observability().webhooks(), commons, before == null ? null : before.hooks(), transition);
        Upstreams upstreams = Upstreams.of(
                configuration,
                commons,
                before == null ? null : before.snapshot().upstreams(),
                transition);
        Snapshot snapshot = new Snapshot(
                configuration,
                upstreams,
                facts(configuration, facts),
                events,
                commons,
                before == null ? null : before.snapshot(),
                transition);
        Observers observers = Observers.open(
                configuration.observability(),
                events,
                snapshot.routes().routes(),
                hooks,
                commons,
                before == null ? null : before.observers(),
                transition);
        listeners.prepare(configuration, snapshot, observers, transition);
        return new Generation(configuration, facts, snapshot, hooks, observers);
    }

    private ServerFacts facts(Configuration configuration, ConfigurationFacts which) {
        return new ServerFacts(
                configuration,
                which,
                commons.version(),
                commons.instanceName(),
                commons.startedNanos(),
                () -> draining,
                () -> commons.metrics().scrape(),
                commons.plugs().states());
    }

    private void enforce(Generation next) {
        current = next;
        commons.limits().become(next.configuration());
        commons.resolver().reconfigure(next.configuration().system().dns());
        Told.Tellers tellers = new Told.Tellers();
        next.tell(tellers);
        listeners.tell(tellers);
        told.follow(tellers);
        List<CertificateWatch.Refreshed> files = new ArrayList<>(listeners.contexts());
        files.addAll(next.snapshot().upstreams().encrypted());
        commons.watch().follow(files);
    }

    private Generation generation() {
        return Objects.requireNonNull(current);
    }

    /** Which configuration is in force. */
    public ConfigurationFacts configuration() {
        return generation().facts();
    }

    /** Where a listener listens: the real port where the configuration said 0. */
    public InetSocketAddress address(String listenerId) {
        return listeners.all().stream()
                .filter(one -> one.id().equals(listenerId))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no listener " + listenerId))
                .address();
    }

    /** The listeners in the order of the configuration. */
    public List<Listener> listeners() {
        return listeners.all().stream().map(LiveListener::listener).toList();
    }

    /** Who is told of what happens to the proxy, whatever configuration is in force. */
    public ProxyEvents events() {
        return commons.limits().events();
    }

    public Observers observers() {
        return generation().observers();
    }

    /** Client connections open now. */
    public int connections() {
        return commons.limits().connections().taken();
    }

    /** Clients that have a connection now, where each may have only so many. */
    public int clients() {
        return commons.limits().connections().clients();
    }

    /** Octets held for peers now: without requests, none. */
    public long heldOctets() {
        return commons.limits().held().held();
    }

    /** Direct buffers that idle connections hold now: none when there are none. */
    public int idleBuffersTaken() {
        return commons.idleBuffers().taken();
    }

    /** Bulk buffers lent now. */
    public int bulkBuffersTaken() {
        return commons.bulk().taken();
    }

    /** Whether the proxy has stopped accepting. */
    public boolean isDraining() {
        return draining;
    }

    /** What of the threads that serve has died or stands still, in words for the log; null while all are well. Waits up to 5 s. */
    public @Nullable String ailment() {
        return new Vitals(commons.sweep(), listeners()).ailment();
    }

    /**
     * Stops accepting, lets requests that run finish and idle connections send one more, each within its time
     * ({@code graceful-shutdown-timeout-secs}, {@code drain-idle-secs}), then closes all.
     */
    public void drain() {
        drain(Set.of());
    }

    /** The same where another process has the sockets of these listeners, and what is queued there. */
    public void drain(Set<String> handedOver) {
        reloading.lock();
        try {
            draining = true;
        } finally {
            reloading.unlock();
        }
        SystemSettings times = generation().configuration().system();
        listeners.stopAccepting(handedOver);
        listeners.drain(times.drainIdle());
        commons.tunnels().drain();
        long until = System.nanoTime() + times.gracefulShutdownTimeout().toNanos();
        while (connections() > 0 && System.nanoTime() - until < 0) {
            LockSupport.parkNanos(DRAIN_POLL.toNanos());
        }
        close();
    }

    /** Closes everything at once. */
    @Override
    public void close() {
        reloading.lock();
        try {
            draining = true;
            listeners.close();
            commons.tunnels().close();
            commons.limits().subrequests().close();
            generation().close();
            commons.close();
            if (ownEvents != null) {
                ownEvents.close();
            }
        } finally {
            reloading.unlock();
        }
    }
}
