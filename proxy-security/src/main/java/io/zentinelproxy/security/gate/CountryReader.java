package io.zentinelproxy.security.gate;

import io.zentinelproxy.core.config.Block;
import io.zentinelproxy.core.config.Key;
import io.zentinelproxy.core.config.Located;
import io.zentinelproxy.core.config.ProcessTypes;
import io.zentinelproxy.core.config.Section;
import io.zentinelproxy.security.file.Loaded;
import io.zentinelproxy.security.file.OnFailure;
import io.zentinelproxy.security.file.OnFailureKeys;
import io.zentinelproxy.security.geo.Country;
import io.zentinelproxy.security.geo.CountryRule;
import io.zentinelproxy.security.prefix.PrefixTable;
import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the block {@code country}. */
final class CountryReader {
    private static final Key<Path> DATABASE = Key.required(
            "database",
            ProcessTypes.FILE,
            "A database of MaxMind's format (.mmdb) with the countries of addresses. Read again when it changes.");

    private static final Key<String> ALLOW = Key.plural(
            "allow", Country.CODE, "all", "Countries from which clients may connect; with this from no others.");

    private static final Key<String> DENY = Key.plural(
            "deny", Country.CODE, "none", "Countries from which clients may not connect, whatever is allowed.");

    private static final Key<Boolean> UNKNOWN = Key.optional(
            "unknown",
            OnFailureKeys.OPEN_OR_CLOSED,
            "closed with `allow`, else open",
            "Whether clients may connect whose address is in no country of the database.");

    static final Block BLOCK = Block.single("country", "From which countries clients may connect.")
            .keys(DATABASE, ALLOW, DENY, UNKNOWN, OnFailureKeys.ON_FAILURE, OnFailureKeys.MAX_STALE);

    private CountryReader() {}

    static GateSettings.@Nullable Country read(Section section) {
        Located<Path> database = section.locate(DATABASE);
        Set<String> allowed = Set.copyOf(section.all(ALLOW));
        Set<String> denied = Set.copyOf(section.all(DENY));
        Boolean unknown = section.find(UNKNOWN);
        OnFailure onFailure = OnFailureKeys.read(section);
        if (allowed.isEmpty() && denied.isEmpty()) {
            section.report("`country` names no country", "`allow` or `deny` with at least one");
        }
        if (database == null) {
            return null;
        }
        CountryRule rule = new CountryRule(section.resolve(database.value()), allowed, denied);
        Loaded<PrefixTable> table = Loaded.of(rule, section, database);
        return table == null
                ? null
                : new GateSettings.Country(table, unknown == null ? allowed.isEmpty() : unknown, onFailure);
    }
}
