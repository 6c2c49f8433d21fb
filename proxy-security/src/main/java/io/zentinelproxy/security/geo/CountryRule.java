package io.zentinelproxy.security.geo;

import io.zentinelproxy.security.file.BadFileException;
import io.zentinelproxy.security.file.Source;
import io.zentinelproxy.security.prefix.OrderedTableBuilder;
import io.zentinelproxy.security.prefix.PrefixTable;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * Whether the country of an address may connect, as a table of addresses: {@link #DENIED}, {@link #ALLOWED}, or nothing where the
 * database knows no country.
 *
 * @param allowed the only ones that may; empty for all that are not denied
 * @param denied those that may not, whatever is allowed
 */
public record CountryRule(Path database, Set<String> allowed, Set<String> denied) implements Source<PrefixTable> {
    public static final int ALLOWED = 0;
    public static final int DENIED = 1;

    @Override
    public List<Path> files() {
        return List.of(database);
    }

    @Override
    public PrefixTable read() throws BadFileException {
        OrderedTableBuilder table = new OrderedTableBuilder();
        CountryDatabase.read(database, (network, country) -> table.add(network, valueOf(country)));
        return table.build();
    }

    private int valueOf(String country) {
        boolean may = !denied.contains(country) && (allowed.isEmpty() || allowed.contains(country));
        return may ? ALLOWED : DENIED;
    }
}
