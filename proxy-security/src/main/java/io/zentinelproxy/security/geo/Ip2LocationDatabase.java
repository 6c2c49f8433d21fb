package io.zentinelproxy.security.geo;

import io.zentinelproxy.security.file.BadFileException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * The ranges of a binary database of IP2Location with their countries, after the readers that IP2Location publishes. All numbers are
 * little-endian and positions in the header count from 1. Header: type, columns, year, month, day (an octet each), then rows and
 * place of the IPv4 table, rows and place of the IPv6 table, places of two indexes that are not needed here (32 bits each), product.
 * A row is the first address of its range (4 octets or 16) and 4 octets for each further column, the first of which is the place of the
 * country: the length of its code, then the code; {@code -} stands for none. A range ends where the next row begins. All is read and
 * checked before any of it counts. Confined to one thread.
 */
final class Ip2LocationDatabase {
    private static final int HEADER_OCTETS = 32;
    private static final int MAX_TYPE = 26;
    private static final int MAX_COLUMNS = 64;
    private static final int PRODUCT_AT = 29;

    /** From this year on files say whose they are. */
    private static final int YEAR_OF_PRODUCT = 21;

    private static final int IPV4 = 4;
    private static final int IPV6 = 16;

    private final Path file;
    private final ByteBuffer octets;
    private final CountryTable.Builder into;

    /** By their places in the file. */
    private final Map<Integer, Country> countries = new HashMap<>();

    private Ip2LocationDatabase(Path file, byte[] octets, CountryTable.Builder into) {
        this.file = file;
        this.octets = ByteBuffer.wrap(octets).order(ByteOrder.LITTLE_ENDIAN);
        this.into = into;
    }

    /** @throws BadFileException where the file cannot be read, is none, or is broken */
    static void read(Path file, CountryTable.Builder into) throws BadFileException {
        Ip2LocationDatabase database = new Ip2LocationDatabase(file, CountryDatabase.octetsOf(file), into);
        database.checkHeader();
        database.readTable(5, IPV4);
        database.readTable(13, IPV6);
    }

    private void checkHeader() throws BadFileException {
        if (octets.capacity() < HEADER_OCTETS) {
            throw broken("it is too short");
        }
        int year = octetAt(2);
        int product = octetAt(PRODUCT_AT);
        boolean ours = isWithin(octetAt(0), 1, MAX_TYPE)
                && isWithin(octetAt(1), 2, MAX_COLUMNS)
                && isWithin(octetAt(3), 1, 12)
                && isWithin(octetAt(4), 1, 31)
                && (product == 1 || (product == 0 && year < YEAR_OF_PRODUCT));
        if (!ours) {
            throw BadFileException.of(file, "this is no database of IP2Location");
        }
    }

    /** @param at where the header has its rows and its place */
    private void readTable(int at, int addressOctets) throws BadFileException {
        long rows = Integer.toUnsignedLong(octets.getInt(at));
        long start = Integer.toUnsignedLong(octets.getInt(at + 4)) - 1;
        int width = addressOctets + 4 * (octetAt(1) - 1);
        if (rows == 0) {
            return;
        }
        if (start < HEADER_OCTETS || start + rows * width > octets.capacity()) {
            throw broken("its table is not all there");
        }
        for (int row = 0; row < rows; row++) {
            int place = (int) start + row * width;
            requireOrder(row, place, width, addressOctets);
            add(place, addressOctets, countryAt(octets.getInt(place + addressOctets)));
        }
    }

    private void add(int place, int addressOctets, Country country) {
        if (addressOctets == IPV4) {
            into.ipv4From((long) octets.getInt(place) << 32, country);
        } else {
            into.ipv6From(octets.getLong(place + 8), octets.getLong(place), country);
        }
    }

    private void requireOrder(int row, int place, int width, int addressOctets) throws BadFileException {
        if (row > 0 && compare(place - width, place, addressOctets) >= 0) {
            throw broken("its ranges are not in their order");
        }
    }

    private int compare(int one, int other, int addressOctets) {
        if (addressOctets == IPV4) {
            return Integer.compareUnsigned(octets.getInt(one), octets.getInt(other));
        }
        int high = Long.compareUnsigned(octets.getLong(one + 8), octets.getLong(other + 8));
        return high == 0 ? Long.compareUnsigned(octets.getLong(one), octets.getLong(other)) : high;
    }

    private Country countryAt(int place) throws BadFileException {
        Country known = countries.get(place);
        if (known == null) {
            known = readCountry(place);
            countries.put(place, known);
        }
        return known;
    }

    private Country readCountry(int place) throws BadFileException {
        if (place < HEADER_OCTETS || place >= octets.capacity()) {
            throw broken("it points beyond its end");
        }
        int length = octetAt(place);
        if (length == 1 && place + 1 < octets.capacity() && octets.get(place + 1) == '-') {
            return Country.UNKNOWN;
        }
        if (length != 2 || place + 2 >= octets.capacity()) {
            throw broken("it has a country without a code of two letters");
        }
        Country country = Country.of(new String(octets.array(), place + 1, 2, StandardCharsets.ISO_8859_1));
        if (country == Country.UNKNOWN) {
            throw broken("it has a country without a code of two letters");
        }
        return country;
    }

    private int octetAt(int place) {
        return octets.get(place) & 0xff;
    }

    private static boolean isWithin(int number, int least, int most) {
        return number >= least && number <= most;
    }

    private BadFileException broken(String why) {
        return BadFileException.of(file, "the database is broken: " + why);
    }
}
