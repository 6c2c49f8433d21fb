package io.zentinelproxy.security.access;

import io.zentinelproxy.core.config.Configuration;
import io.zentinelproxy.core.config.FilterSettings;
import io.zentinelproxy.core.config.RouteSettings;
import io.zentinelproxy.core.filter.RouteFilterSource;
import io.zentinelproxy.core.filter.RouteStep;
import io.zentinelproxy.core.filter.RouteSteps;
import io.zentinelproxy.core.net.Ticker;
import io.zentinelproxy.core.observe.Metrics;
import io.zentinelproxy.core.observe.Reading;
import io.zentinelproxy.security.file.FileWatch;
import io.zentinelproxy.security.file.Reloaded;
import io.zentinelproxy.security.geo.CountryTable;
import io.zentinelproxy.security.prefix.PrefixTable;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The filters {@code geo} and {@code reputation} of all routes, and the files behind them. A filter is made once for all routes that
 * list it, a file that several name is looked after once. Counts go on under another configuration. Closing it ends the looking after
 * files; what was read stays in force. Belongs to who starts and reloads the program.
 */
public final class Access implements RouteFilterSource, AutoCloseable {
    private static final Reading COUNTRIES = decisions("zentinel_geo_decisions_total", "geo", "countries");
    private static final Reading SCORES = decisions("zentinel_reputation_decisions_total", "reputation", "scores");

    private static final Reading FAILURES = new Reading(
            "zentinel_access_list_failures_total",
            "Readings of a changed list or database of filters on routes that failed: the one before stays in force.",
            Reading.Kind.COUNTER,
            List.of("file"));
    private static final Reading ENTRIES = new Reading(
            "zentinel_access_list_entries",
            "Networks and ranges of addresses in a list or database of filters on routes.",
            Reading.Kind.GAUGE,
            List.of("file"));

    private final Ticker ticker;
    private final FileWatch watch = new FileWatch();
    private final SecureRandom random = new SecureRandom();

    /** Of the configuration in force. Metrics read it. */
    private volatile State current = new State(SharedFiles.none(), SharedFiles.none());

    /** Of the configuration that is being made, or equal to current. */
    private State next = current;

    /** One filter of a configuration. */
    private record Made(
            FilterSettings.OfModule settings,
            RouteStep step,
            @Nullable RememberedCountries remembered) {}

    private static final class State {
        private final Map<String, Made> filters = new HashMap<>();
        private final Map<String, Tally> countries = new HashMap<>();
        private final Map<String, Tally> scores = new HashMap<>();
        private final SharedFiles<CountryTable> databases;
        private final SharedFiles<PrefixTable> lists;

        State(SharedFiles<CountryTable> databases, SharedFiles<PrefixTable> lists) {
            this.databases = databases;
            this.lists = lists;
        }

        State next() {
            return new State(databases.next(), lists.next());
        }

        List<Reloaded<?>> files() {
            List<Reloaded<?>> files = new ArrayList<>(databases.all());
            files.addAll(lists.all());
            return files;
        }
    }

    public Access() {
        this(System::nanoTime);
    }

    /** @param ticker of how long files cannot be read, and of how long countries are remembered */
    public Access(Ticker ticker) {
        this.ticker = ticker;
    }

    private static Reading decisions(String name, String type, String by) {
        return new Reading(
                name,
                "Requests by what a filter of the type " + type + " made of their " + by
                        + ": allowed, blocked, logged where it only logs, failed where on-failure decided.",
                Reading.Kind.COUNTER,
                List.of("filter", "verdict"));
    }

    @Override
    public RouteSteps stepsOf(RouteSettings route, Configuration configuration) {
        if (next == current) {
            next = current.next();
        }
        Map<String, RouteStep> steps = new HashMap<>();
        for (FilterSettings filter : route.filters()) {
            if (filter instanceof GeoSettings geo) {
                Made made = next.filters.computeIfAbsent(geo.id(), id -> make(geo));
                steps.put(geo.id(), made.step);
            } else if (filter instanceof ReputationSettings reputation) {
                Made made = next.filters.computeIfAbsent(reputation.id(), id -> make(reputation));
                steps.put(reputation.id(), made.step);
            }
        }
        return steps.isEmpty() ? RouteSteps.NONE : new RouteSteps(List.of(), steps);
    }

    private Made make(GeoSettings settings) {
        Tally tally = current.countries.getOrDefault(settings.id(), new Tally());
        next.countries.put(settings.id(), tally);
        RememberedCountries remembered = remembered(settings);
        GeoFilter filter = new GeoFilter(
                settings,
                next.databases.follow(
                        settings.database(),
                        SharedFiles.LOOK,
                        settings.onFailure().maxStale(),
                        ticker),
                remembered,
                tally,
                new Sightings(settings.id(), ticker));
        return new Made(settings, RouteStep.ofHeads(filter, settings.told() ? filter : null), remembered);
    }

    /** What a filter that asks for the same has found out stays known. */
    private @Nullable RememberedCountries remembered(GeoSettings settings) {
        if (settings.remembered().isZero()) {
            return null;
        }
        Made before = current.filters.get(settings.id());
        if (before != null
                && before.remembered != null
                && before.settings instanceof GeoSettings geo
                && geo.remembered().equals(settings.remembered())
                && geo.database().source().equals(settings.database().source())) {
            return before.remembered;
        }
        return new RememberedCountries(settings.remembered(), ticker, random.nextLong());
    }

    private Made make(ReputationSettings settings) {
        Tally tally = current.scores.getOrDefault(settings.id(), new Tally());
        next.scores.put(settings.id(), tally);
        ReputationFilter filter = new ReputationFilter(
                settings,
                next.lists.follow(
                        settings.lists(),
                        settings.refresh(),
                        settings.onFailure().maxStale(),
                        ticker),
                tally,
                new Sightings(settings.id(), ticker));
        return new Made(settings, RouteStep.ofHeads(filter, null), null);
    }

    @Override
    public void enforced() {
        current = next;
        watch.follow(current.files());
    }

    @Override
    public void abandoned() {
        next = current;
    }

    /** Tells of the filters and files of all routes. */
    public void tellOf(Metrics metrics) {
        metrics.tell(figures -> {
            State state = current;
            state.countries.forEach((filter, tally) -> {
                for (Decision decision : Decision.values()) {
                    figures.put(COUNTRIES, tally.of(decision), filter, decision.word());
                }
            });
            state.scores.forEach((filter, tally) -> {
                for (Decision decision : Decision.values()) {
                    figures.put(SCORES, tally.of(decision), filter, decision.word());
                }
            });
            SharedFiles.Taker taker = (file, failures, entries) -> {
                figures.put(FAILURES, failures, file);
                figures.put(ENTRIES, entries, file);
            };
            state.databases.tell(CountryTable::entries, taker);
            state.lists.tell(PrefixTable::prefixes, taker);
        });
    }

    @Override
    public void close() {
        watch.close();
    }
}
