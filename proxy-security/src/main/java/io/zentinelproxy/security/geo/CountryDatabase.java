package io.zentinelproxy.security.geo;

import com.maxmind.db.CacheKey;
import com.maxmind.db.DatabaseRecord;
import com.maxmind.db.DecodedValue;
import com.maxmind.db.InvalidNetworkException;
import com.maxmind.db.MaxMindDbConstructor;
import com.maxmind.db.MaxMindDbParameter;
import com.maxmind.db.NodeCache;
import com.maxmind.db.Reader;
import io.zentinelproxy.core.config.Network;
import io.zentinelproxy.security.file.BadFileException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The networks of a MaxMind database (MaxMind DB file format 2.0) with their countries. All of it is read and checked before any of it
 * counts: what is broken anywhere is not taken, and nothing is left that could fail at a connection.
 */
public final class CountryDatabase {
    /** The largest file taken; a database of cities has a quarter of this. */
    private static final int MAX_OCTETS = 256 << 20;

    private CountryDatabase() {}

    /** Takes networks in their order, which do not overlap. */
    @FunctionalInterface
    public interface Taker {
        /** @param country two capital letters (ISO 3166-1) */
        void network(Network network, String country);
    }

    /** What is decoded of a record; all else in it is skipped. The library makes it, and so must see it. */
    public record Place(@Nullable Country country) {
        @MaxMindDbConstructor
        public Place(@MaxMindDbParameter(name = "country") @Nullable Country country) {
            this.country = country;
        }
    }

    public record Country(@Nullable String isoCode) {
        @MaxMindDbConstructor
        public Country(@MaxMindDbParameter(name = "iso_code") @Nullable String isoCode) {
            this.isoCode = isoCode;
        }
    }

    /** Many networks share a record: each is decoded once. Belongs to one reading. */
    private static final class Records implements NodeCache {
        private final Map<CacheKey<?>, DecodedValue> known = new HashMap<>();

        @Override
        public DecodedValue get(CacheKey<?> key, Loader loader) throws IOException {
            DecodedValue value = known.get(key);
            if (value == null) {
                value = loader.load(key);
                known.put(key, value);
            }
            return value;
        }
    }

    /**
     * Reads a database to its end.
     *
     * @throws BadFileException where the file cannot be read, is broken, or names no country at all
     */
    public static void read(Path file, Taker taker) throws BadFileException {
        byte[] octets = octetsOf(file);
        try (Reader reader = new Reader(new ByteArrayInputStream(octets), new Records())) {
            SearchTree.of(octets, reader.getMetadata()).check();
            if (!takeAll(reader.networks(Place.class), taker)) {
                throw BadFileException.of(file, "the database names no country");
            }
        } catch (BrokenTreeException e) {
            throw BadFileException.of(file, "the database is broken: " + e.getMessage());
        } catch (IOException | InvalidNetworkException | RuntimeException | StackOverflowError e) {
            // The library has a type for each way to be broken, and some casts that fail; the stack ends where data
            // nests too deep.
            throw BadFileException.of(
                    file, "the database is broken: " + e.getClass().getSimpleName());
        }
    }

    static byte[] octetsOf(Path file) throws BadFileException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] octets = in.readNBytes(MAX_OCTETS + 1);
            if (octets.length > MAX_OCTETS) {
                throw BadFileException.of(file, "the database has more than " + MAX_OCTETS + " octets");
            }
            return octets;
        } catch (NoSuchFileException e) {
            throw BadFileException.of(file, "there is no such file");
        } catch (IOException e) {
            throw BadFileException.of(file, "it cannot be read: " + e.getMessage());
        }
    }

    private static boolean takeAll(Iterator<DatabaseRecord<Place>> networks, Taker taker) {
        boolean any = false;
        while (networks.hasNext()) {
            DatabaseRecord<Place> next = networks.next();
            String country = codeOf(next.data());
            if (country != null) {
                any = true;
                byte[] address = next.network().networkAddress().getAddress();
                taker.network(new Network(address, next.network().prefixLength()), country);
            }
        }
        return any;
    }

    private static @Nullable String codeOf(@Nullable Place place) {
        Country country = place == null ? null : place.country();
        return country == null ? null : country.isoCode();
    }
}
