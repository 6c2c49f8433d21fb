package io.zentinelproxy.security.geo;

import io.zentinelproxy.core.config.Network;
import io.zentinelproxy.security.file.BadFileException;
import io.zentinelproxy.security.prefix.OrderedTableBuilder;
import io.zentinelproxy.security.prefix.PrefixTable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The country of every address that a database knows. Immutable; a look-up is one search among sorted numbers and makes nothing. */
public final class CountryTable {
    /** As many as a table has values. There are 249 in ISO 3166-1, and a few codes besides that databases use. */
    static final int MAX_COUNTRIES = PrefixTable.MAX_VALUE + 1;

    private final PrefixTable table;

    /** By their values in the table. */
    private final Country[] countries;

    private CountryTable(PrefixTable table, Country[] countries) {
        this.table = table;
        this.countries = countries;
    }

    /**
     * Where an address is; {@link Country#UNKNOWN} where the database does not say.
     *
     * @param address 4 octets or 16, as on the wire
     */
    public Country find(byte[] address) {
        int value = table.find(address);
        return value == PrefixTable.NONE ? Country.UNKNOWN : countries[value];
    }

    /** Networks, or ranges, that it was built from. */
    public int entries() {
        return table.prefixes();
    }

    /** A table while its database is read. Confined to one thread. */
    static final class Builder {
        private final Path file;
        private final OrderedTableBuilder table = new OrderedTableBuilder();
        private final List<Country> countries = new ArrayList<>();
        private final Map<Country, Integer> values = new HashMap<>();
        private boolean strange;

        Builder(Path file) {
            this.file = file;
        }

        /** Networks come in their order and do not overlap. */
        void network(Network network, String code) {
            int value = valueOf(Country.of(code));
            if (value != PrefixTable.NONE) {
                table.add(network, value);
            }
        }

        /** @param address in the 32 high bits: from here on, up to the next, addresses are in this country */
        void ipv4From(long address, Country country) {
            table.ipv4From(address, valueOfOrNone(country));
        }

        void ipv6From(long high, long low, Country country) {
            table.ipv6From(high, low, valueOfOrNone(country));
        }

        private int valueOfOrNone(Country country) {
            return country == Country.UNKNOWN ? PrefixTable.NONE : valueOf(country);
        }

        private int valueOf(Country country) {
            if (country == Country.UNKNOWN || (!values.containsKey(country) && countries.size() == MAX_COUNTRIES)) {
                strange = true;
                return PrefixTable.NONE;
            }
            return values.computeIfAbsent(country, one -> {
                countries.add(one);
                return countries.size() - 1;
            });
        }

        /** @throws BadFileException where something came that is no country, more than there are, or none at all */
        CountryTable build() throws BadFileException {
            if (strange) {
                throw BadFileException.of(
                        file, "the database has codes that are no country's, or of more than " + MAX_COUNTRIES);
            }
            if (countries.isEmpty()) {
                throw BadFileException.of(file, "the database names no country");
            }
            return new CountryTable(table.build(), countries.toArray(Country[]::new));
        }
    }
}
