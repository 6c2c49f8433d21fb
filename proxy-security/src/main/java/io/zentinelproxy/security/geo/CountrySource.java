package io.zentinelproxy.security.geo;

import io.zentinelproxy.security.file.BadFileException;
import io.zentinelproxy.security.file.Source;
import java.nio.file.Path;
import java.util.List;

/** A database as a table of countries. */
public record CountrySource(Path database, DatabaseFormat format) implements Source<CountryTable> {
    @Override
    public List<Path> files() {
        return List.of(database);
    }

    @Override
    public CountryTable read() throws BadFileException {
        CountryTable.Builder table = new CountryTable.Builder(database);
        format.read(database, table);
        return table.build();
    }
}
