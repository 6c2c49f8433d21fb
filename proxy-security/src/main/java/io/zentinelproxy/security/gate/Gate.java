package io.zentinelproxy.security.gate;

import io.zentinelproxy.core.config.ListenerSettings;
import io.zentinelproxy.core.net.ConnectionFilter;
import io.zentinelproxy.core.net.Ticker;
import io.zentinelproxy.core.observe.Metrics;
import io.zentinelproxy.core.observe.Reading;
import io.zentinelproxy.core.proxy.ConnectionFilterSource;
import io.zentinelproxy.security.file.FileWatch;
import io.zentinelproxy.security.file.Loaded;
import io.zentinelproxy.security.file.Reloaded;
import io.zentinelproxy.security.gate.GateSettings.ClientLimits;
import io.zentinelproxy.security.gate.GateSettings.Country;
import io.zentinelproxy.security.gate.GateSettings.Lists;
import io.zentinelproxy.security.gate.GateSettings.Reputation;
import io.zentinelproxy.security.prefix.PrefixTable;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * The filters of all listeners, and the files behind them. Under another configuration a listener's clients are still known: who has
 * connections open, and how fast who has opened them, as far as the settings speak of the same. Closing it ends the looking after
 * files; what was read stays in force. Belongs to who starts and reloads the program.
 */
public final class Gate implements ConnectionFilterSource, AutoCloseable {
    private static final Reading FAILURES = new Reading(
            "zentinel_connection_list_failures_total",
            "Readings of a changed list or database of the connection filters that failed: the one before stays in force.",
            Reading.Kind.COUNTER,
            List.of("listener", "list"));

    private static final Reading ENTRIES = new Reading(
            "zentinel_connection_list_entries",
            "Addresses and networks in a list or database of the connection filters.",
            Reading.Kind.GAUGE,
            List.of("listener", "list"));

    /** How often lists and databases without a setting for it are looked at. */
    private static final Duration LOOK = Duration.ofSeconds(1);

    private final Ticker ticker;
    private final FileWatch watch = new FileWatch();

    /** Of the configuration in force. Metrics read the lists of it. */
    private volatile State current = new State();

    /** Of the configuration that is being made, or equal to current. */
    private State next = current;

    /** One list or database. */
    private record OfListener(String listener, String list, Reloaded<PrefixTable> files, LongAdder failures) {}

    /** What listeners know of their clients, null where they need not. */
    private record Clients(
            ClientLimits limits,
            @Nullable OpenConnections open,
            @Nullable ClientRates rates) {}

    private static final class State {
        private final List<OfListener> lists = new ArrayList<>();
        private final Map<String, Clients> clients = new HashMap<>();

        LongAdder failures(String listener, String list) {
            for (OfListener one : lists) {
                if (one.listener.equals(listener) && one.list.equals(list)) {
                    return one.failures;
                }
            }
            return new LongAdder();
        }
    }

    public Gate() {
        this(System::nanoTime);
    }

    /** @param ticker of rates, and of how long files cannot be read */
    public Gate(Ticker ticker) {
        this.ticker = ticker;
    }

    @Override
    public List<ConnectionFilter> filtersOf(ListenerSettings listener) {
        if (next == current) {
            next = new State();
        }
        GateSettings settings = listener.module(GateSettings.class);
        return settings == null ? List.of() : filters(listener.id(), settings);
    }

    @Override
    public void enforced() {
        current = next;
        watch.follow(current.lists.stream()
                .map(OfListener::files)
                .filter(Reloaded::hasFiles)
                .toList());
    }

    @Override
    public void abandoned() {
        next = current;
    }

    private List<ConnectionFilter> filters(String listener, GateSettings settings) {
        List<ConnectionFilter> filters = new ArrayList<>();
        Lists addresses = settings.lists();
        if (addresses != null) {
            filters.add(new AddressFilter(
                    follow(listener, "addresses", addresses.table(), LOOK, Duration.ZERO), addresses.onlyAllowed()));
        }
        Country country = settings.country();
        if (country != null) {
            Duration maxStale = country.onFailure().maxStale();
            filters.add(new CountryFilter(follow(listener, "country", country.table(), LOOK, maxStale), country));
        }
        Reputation reputation = settings.reputation();
        if (reputation != null) {
            Duration maxStale = reputation.onFailure().maxStale();
            filters.add(new ReputationFilter(
                    follow(listener, "reputation", reputation.table(), reputation.refresh(), maxStale), reputation));
        }
        addLimits(listener, settings.limits(), filters);
        return filters;
    }

    private Reloaded<PrefixTable> follow(
            String listener, String list, Loaded<PrefixTable> first, Duration interval, Duration maxStale) {
        String name = "listener " + listener + ": connection-filters: " + list;
        LongAdder failures = current.failures(listener, list);
        Reloaded<PrefixTable> files = new Reloaded<>(name, first, interval, maxStale, ticker, failures);
        next.lists.add(new OfListener(listener, list, files, failures));
        return files;
    }

    private void addLimits(String listener, ClientLimits limits, List<ConnectionFilter> filters) {
        Clients known = current.clients.get(listener);
        long seed = new SecureRandom().nextLong();
        OpenConnections open = null;
        if (limits.maxConnections() > 0) {
            open = known != null && known.open != null && known.limits.prefix().equals(limits.prefix())
                    ? known.open
                    : new OpenConnections(seed);
            filters.add(new ConnectionCap(open, limits.prefix(), limits.maxConnections()));
        }
        ClientRates rates = null;
        if (limits.maxRate() > 0) {
            rates = known != null && known.rates != null && known.limits.hasRateOf(limits)
                    ? known.rates
                    : new ClientRates(limits.maxRate(), limits.burst(), limits.maxTracked(), seed, ticker);
            filters.add(new ConnectionRate(rates, limits.prefix()));
        }
        if (open != null || rates != null) {
            next.clients.put(listener, new Clients(limits, open, rates));
        }
    }

    /** Tells of the lists of all listeners. */
    public void tellOf(Metrics metrics) {
        metrics.tell(figures -> {
            for (OfListener one : current.lists) {
                figures.put(FAILURES, one.files.failures(), one.listener, one.list);
                figures.put(ENTRIES, one.files.value().prefixes(), one.listener, one.list);
            }
        });
    }

    @Override
    public void close() {
        watch.close();
    }
}
