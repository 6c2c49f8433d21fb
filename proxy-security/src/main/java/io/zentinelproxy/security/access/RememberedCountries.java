package io.zentinelproxy.security.access;

import io.zentinelproxy.core.net.Ticker;
import io.zentinelproxy.security.geo.Country;
import io.zentinelproxy.security.geo.CountryTable;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Where clients were found to be, so that for a time it stays so. Each address has one place; who comes to a place that is taken has it
 * from then on, and which addresses share one is not to be known from outside. It never grows. Any thread.
 */
final class RememberedCountries {
    /** Clients known at once, about 64 octets each. */
    static final int PLACES = 1 << 16;

    private final AtomicReferenceArray<@Nullable Known> places = new AtomicReferenceArray<>(PLACES);
    private final long lasting;
    private final Ticker ticker;
    private final long seed;

    private record Known(byte[] address, Country country, long since) {}

    /** @param seed secret, so that nobody can choose addresses that share a place */
    RememberedCountries(Duration lasting, Ticker ticker, long seed) {
        this.lasting = lasting.toNanos();
        this.ticker = ticker;
        this.seed = seed;
    }

    /** What was found before, if that is not too long ago; else what the table says. */
    Country find(byte[] address, CountryTable table) {
        int place = placeOf(address);
        Known known = places.get(place);
        long now = ticker.nanos();
        if (known != null && now - known.since < lasting && Arrays.equals(known.address, address)) {
            return known.country;
        }
        Country country = table.find(address);
        places.set(place, new Known(address, country, now));
        return country;
    }

    private int placeOf(byte[] address) {
        long hash = seed;
        for (byte octet : address) {
            hash = (hash ^ octet) * 0x9E3779B97F4A7C15L;
            hash ^= hash >>> 32;
        }
        return (int) (hash >>> 16) & PLACES - 1;
    }
}
