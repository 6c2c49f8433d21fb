package io.zentinelproxy.security.access;

import io.zentinelproxy.core.exchange.Exchange;
import io.zentinelproxy.core.fault.PolicyFault;
import io.zentinelproxy.core.filter.RequestFilter;
import io.zentinelproxy.core.filter.ResponseFilter;
import io.zentinelproxy.core.filter.Verdict;
import io.zentinelproxy.core.http.FieldName;
import io.zentinelproxy.core.http.Fields;
import io.zentinelproxy.core.http.ResponseHead;
import io.zentinelproxy.security.file.Reloaded;
import io.zentinelproxy.security.geo.Country;
import io.zentinelproxy.security.geo.CountryTable;
import org.jspecify.annotations.Nullable;

/** Decides by the country of the client's address, and tells it. One for all routes that list it; any thread. */
final class GeoFilter implements RequestFilter, ResponseFilter {
    private final GeoSettings settings;
    private final Reloaded<CountryTable> database;
    private final @Nullable RememberedCountries remembered;
    private final Tally tally;
    private final Sightings sightings;

    /** @param remembered null where clients are looked up for each request */
    GeoFilter(
            GeoSettings settings,
            Reloaded<CountryTable> database,
            @Nullable RememberedCountries remembered,
            Tally tally,
            Sightings sightings) {
        this.settings = settings;
        this.database = database;
        this.remembered = remembered;
        this.tally = tally;
        this.sightings = sightings;
    }

    @Override
    public Verdict onRequestHead(Exchange exchange) throws PolicyFault {
        boolean failed = database.isGivenUp();
        Country country = failed ? Country.UNKNOWN : find(exchange.client().raw());
        Fields fields = exchange.head().fields();
        // Also where the proxy adds none: an origin that reads the field must not believe a client. What another filter
        // of
        // the route has added stays, unless this one knows better.
        if (settings.told() || exchange.findings().country() == null) {
            fields.remove(FieldName.X_GEOIP_COUNTRY);
        }
        exchange.findings().country(country.code());
        tell(fields, country);
        Decision decision = failed ? Decision.FAILED : decide(country);
        tally.count(decision);
        if (decision == Decision.LOGGED) {
            sightings.note(exchange.client(), country.code());
        }
        if (decision == Decision.BLOCKED || (failed && !admitsUnjudged())) {
            throw settings.denial().fault();
        }
        return Verdict.CONTINUE;
    }

    private Country find(byte[] client) {
        return remembered == null ? database.value().find(client) : remembered.find(client, database.value());
    }

    private Decision decide(Country country) {
        boolean listed = settings.countries().contains(country.code());
        return switch (settings.action()) {
            case BLOCK -> listed ? Decision.BLOCKED : Decision.ALLOWED;
            case ALLOW -> listed || settings.countries().isEmpty() ? Decision.ALLOWED : Decision.BLOCKED;
            case LOG_ONLY -> listed ? Decision.LOGGED : Decision.ALLOWED;
        };
    }

    /** What only logs keeps nobody out. */
    private boolean admitsUnjudged() {
        return settings.onFailure().admits() || settings.action() == GeoSettings.Action.LOG_ONLY;
    }

    /** Also with refusals. An origin's own word is not passed on: the client would take it for ours. */
    @Override
    public void onResponseHead(Exchange exchange, ResponseHead head) {
        String code = exchange.findings().country();
        if (settings.told() && code != null) {
            head.fields().remove(FieldName.X_GEOIP_COUNTRY);
            tell(head.fields(), Country.of(code));
        }
    }

    private void tell(Fields fields, Country country) {
        if (settings.told() && country != Country.UNKNOWN) {
            fields.add(FieldName.X_GEOIP_COUNTRY, country.octets());
        }
    }
}
