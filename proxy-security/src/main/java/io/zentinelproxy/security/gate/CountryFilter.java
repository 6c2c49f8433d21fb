package io.zentinelproxy.security.gate;

import io.zentinelproxy.core.exchange.ClientAddress;
import io.zentinelproxy.core.net.Admission;
import io.zentinelproxy.core.net.ConnectionFilter;
import io.zentinelproxy.core.net.ConnectionRefusal;
import io.zentinelproxy.security.file.Reloaded;
import io.zentinelproxy.security.geo.CountryRule;
import io.zentinelproxy.security.prefix.PrefixTable;
import java.util.List;

/** Refuses by the country that an address is in. */
final class CountryFilter implements ConnectionFilter {
    static final ConnectionRefusal DENIED = ConnectionRefusal.silent("country_denied");
    static final ConnectionRefusal NO_DATABASE = ConnectionRefusal.silent("country_unavailable");

    private final Reloaded<PrefixTable> table;
    private final Admission unknown;
    private final Admission onFailure;

    CountryFilter(Reloaded<PrefixTable> table, GateSettings.Country settings) {
        this.table = table;
        unknown = settings.admitsUnknown() ? Admission.PLAIN : DENIED;
        onFailure = settings.onFailure().admits() ? Admission.PLAIN : NO_DATABASE;
    }

    @Override
    public Admission admit(ClientAddress client) {
        if (table.isGivenUp()) {
            return onFailure;
        }
        int value = table.value().find(client.raw());
        if (value == PrefixTable.NONE) {
            return unknown;
        }
        return value == CountryRule.DENIED ? DENIED : Admission.PLAIN;
    }

    @Override
    public List<ConnectionRefusal> refusals() {
        return List.of(DENIED, NO_DATABASE);
    }
}
