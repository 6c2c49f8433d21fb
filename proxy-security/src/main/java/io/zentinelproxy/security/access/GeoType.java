package io.zentinelproxy.security.access;

import io.zentinelproxy.core.config.Block;
import io.zentinelproxy.core.config.FilterBlock;
import io.zentinelproxy.core.config.FilterType;
import io.zentinelproxy.core.config.Key;
import io.zentinelproxy.core.config.Located;
import io.zentinelproxy.core.config.ProcessTypes;
import io.zentinelproxy.core.config.QuantityTypes;
import io.zentinelproxy.core.config.Refusal;
import io.zentinelproxy.core.config.Section;
import io.zentinelproxy.core.config.ValueType;
import io.zentinelproxy.core.config.WordTypes;
import io.zentinelproxy.core.fault.PolicyFault;
import io.zentinelproxy.security.access.GeoSettings.Action;
import io.zentinelproxy.security.file.Loaded;
import io.zentinelproxy.security.file.OnFailure;
import io.zentinelproxy.security.file.OnFailureKeys;
import io.zentinelproxy.security.geo.Country;
import io.zentinelproxy.security.geo.CountrySource;
import io.zentinelproxy.security.geo.CountryTable;
import io.zentinelproxy.security.geo.DatabaseFormat;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The plug of the filter {@code geo}, and its keys. */
public final class GeoType implements FilterType {
    /** The original writes them as one string, {@code "US,CN"}. */
    private static final ValueType<List<String>> CODES = ValueType.ofText(
            "countries",
            "two capital letters such as \"SE\" (ISO 3166-1), several in one string with commas between them",
            GeoType::codes,
            codes -> '"' + String.join(",", codes) + '"');

    private static final Key<Path> DATABASE = Key.required(
            "database-path",
            ProcessTypes.FILE,
            "A database with the countries of addresses. Read again when it changes; refused at the start where it cannot be used.");
    private static final Key<DatabaseFormat> FORMAT = Key.optional(
            "database-type",
            WordTypes.choice(formats(), List.of()),
            "maxmind where the path ends in .mmdb, else ip2location",
            "How it is written: `maxmind`, or the binary files of `ip2location`.");
    private static final Key<Action> ACTION = Key.defaulting(
            "action",
            WordTypes.choice(actions(), List.of()),
            Action.BLOCK,
            "`block` refuses clients of `countries`; `allow` refuses all others, or nobody where there are no `countries`; `log-only`"
                    + " lets all pass, logs and counts those of `countries`.");
    private static final Key<List<String>> COUNTRIES = Key.plural(
            "countries",
            CODES,
            "none",
            "The countries that `action` speaks of. A client in no country of the database is in none of them.");
    private static final Key<Duration> REMEMBERED = Key.optional(
                    "cache-ttl-secs",
                    QuantityTypes.seconds(Duration.ZERO, Duration.ofDays(7)),
                    "a new database holds for everybody at once",
                    "How long the country of a client, once found, stays what it was although the database changes; of 65,536"
                            + " clients at most.")
            .alias("cache-ttl");
    private static final Key<Boolean> TOLD = Key.defaulting(
            "add-country-header",
            WordTypes.SWITCH,
            true,
            "Whether origin and client are told the country in X-GeoIP-Country. What the client says there itself never passes.");

    private static final Block BLOCK = FilterBlock.of(
            "geo",
            "Who may come, by the country of the client's address.",
            DATABASE,
            FORMAT,
            ACTION,
            COUNTRIES,
            OnFailureKeys.ON_FAILURE,
            OnFailureKeys.MAX_STALE,
            Denial.STATUS,
            Denial.MESSAGE,
            REMEMBERED,
            TOLD);

    @Override
    public Block block() {
        return BLOCK;
    }

    @Override
    public @Nullable GeoSettings read(String id, Section section) {
        Located<Path> path = section.locate(DATABASE);
        DatabaseFormat format = section.find(FORMAT);
        Action action = section.get(ACTION);
        Set<String> countries =
                section.all(COUNTRIES).stream().flatMap(List::stream).collect(Collectors.toUnmodifiableSet());
        OnFailure onFailure = OnFailureKeys.read(section);
        Denial denial = Denial.read(PolicyFault.Kind.COUNTRY_DENIED, section);
        Duration remembered = section.find(REMEMBERED);
        boolean told = section.get(TOLD);
        if (path == null) {
            return null;
        }
        Path file = section.resolve(path.value());
        CountrySource source = new CountrySource(file, format == null ? DatabaseFormat.of(file) : format);
        Loaded<CountryTable> database = Loaded.of(source, section, path);
        return database == null
                ? null
                : new GeoSettings(
                        id,
                        database,
                        action,
                        countries,
                        onFailure,
                        denial,
                        remembered == null ? Duration.ZERO : remembered,
                        told);
    }

    private static List<String> codes(String text) throws Refusal {
        List<String> codes = new ArrayList<>();
        for (String code : text.split(",", -1)) {
            codes.add(Country.readCode(code.strip()));
        }
        return codes;
    }

    private static Map<String, DatabaseFormat> formats() {
        Map<String, DatabaseFormat> formats = new LinkedHashMap<>();
        formats.put("maxmind", DatabaseFormat.MAXMIND);
        formats.put("ip2location", DatabaseFormat.IP2LOCATION);
        return formats;
    }

    private static Map<String, Action> actions() {
        Map<String, Action> actions = new LinkedHashMap<>();
        actions.put("block", Action.BLOCK);
        actions.put("allow", Action.ALLOW);
        actions.put("log_only", Action.LOG_ONLY);
        return actions;
    }
}
