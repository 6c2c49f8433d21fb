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
import java.util.List;

/** The filters of all listeners, and the files behind them. Closing it ends the looking after those; what was read stays in force. */
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
    private final List<OfListener> lists = new ArrayList<>();

    /** One list or database. */
    private record OfListener(String listener, String list, Reloaded<PrefixTable> files) {}

    public Gate() {
        this(System::nanoTime);
    }

    /** @param ticker of rates, and of how long files cannot be read */
    public Gate(Ticker ticker) {
        this.ticker = ticker;
    }

    @Override
    public List<ConnectionFilter> filtersOf(ListenerSettings listener) {
        GateSettings settings = listener.module(GateSettings.class);
        return settings == null ? List.of() : filters(listener.id(), settings);
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
        addLimits(settings.limits(), filters);
        return filters;
    }

    private Reloaded<PrefixTable> follow(
            String listener, String list, Loaded<PrefixTable> first, Duration interval, Duration maxStale) {
        String name = "listener " + listener + ": connection-filters: " + list;
        Reloaded<PrefixTable> files = new Reloaded<>(name, first, interval, maxStale, ticker);
        lists.add(new OfListener(listener, list, files));
        if (!first.source().files().isEmpty()) {
            watch.add(files);
        }
        return files;
    }

    private void addLimits(ClientLimits limits, List<ConnectionFilter> filters) {
        long seed = new SecureRandom().nextLong();
        if (limits.maxConnections() > 0) {
            filters.add(new ConnectionCap(new OpenConnections(seed), limits.prefix(), limits.maxConnections()));
        }
        if (limits.maxRate() > 0) {
            ClientRates rates = new ClientRates(limits.maxRate(), limits.burst(), limits.maxTracked(), seed, ticker);
            filters.add(new ConnectionRate(rates, limits.prefix()));
        }
    }

    /** Tells of the lists of all listeners. */
    public void tellOf(Metrics metrics) {
        for (OfListener one : lists) {
            metrics.read(FAILURES, one.files::failures, one.listener, one.list);
            metrics.read(ENTRIES, () -> one.files.value().prefixes(), one.listener, one.list);
        }
    }

    @Override
    public void close() {
        watch.close();
    }
}
