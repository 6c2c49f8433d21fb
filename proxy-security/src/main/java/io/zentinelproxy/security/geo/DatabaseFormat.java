package io.zentinelproxy.security.geo;

import io.zentinelproxy.security.file.BadFileException;
import java.nio.file.Path;
import java.util.Locale;

/** How a database of countries is written. */
public enum DatabaseFormat {
    /** A MaxMind database, {@code .mmdb}. */
    MAXMIND {
        @Override
        void read(Path file, CountryTable.Builder into) throws BadFileException {
            CountryDatabase.read(file, into::network);
        }
    },

    /** A binary database of IP2Location, {@code .bin}. */
    IP2LOCATION {
        @Override
        void read(Path file, CountryTable.Builder into) throws BadFileException {
            Ip2LocationDatabase.read(file, into);
        }
    };

    abstract void read(Path file, CountryTable.Builder into) throws BadFileException;

    /** As the original tells them apart: by the ending of a MaxMind database. */
    public static DatabaseFormat of(Path file) {
        return file.toString().toLowerCase(Locale.ROOT).endsWith(".mmdb") ? MAXMIND : IP2LOCATION;
    }
}
