package io.zentinelproxy.security.gate;

import io.zentinelproxy.core.exchange.ClientAddress;
import io.zentinelproxy.core.net.Admission;
import io.zentinelproxy.core.net.ConnectionFilter;
import io.zentinelproxy.core.net.ConnectionRefusal;
import io.zentinelproxy.security.file.Reloaded;
import io.zentinelproxy.security.prefix.PrefixTable;
import java.util.List;

/** Lets in and keeps out by lists of addresses. What was read last stays in force for as long as it must. */
final class AddressFilter implements ConnectionFilter {
    static final ConnectionRefusal DENIED = ConnectionRefusal.silent("address_denied");

    private final Reloaded<PrefixTable> table;
    private final Admission unlisted;

    AddressFilter(Reloaded<PrefixTable> table, boolean onlyAllowed) {
        this.table = table;
        unlisted = onlyAllowed ? DENIED : Admission.PLAIN;
    }

    @Override
    public Admission admit(ClientAddress client) {
        int value = table.value().find(client.raw());
        if (value == PrefixTable.NONE) {
            return unlisted;
        }
        return value == AddressLists.DENY ? DENIED : Admission.PLAIN;
    }

    @Override
    public List<ConnectionRefusal> refusals() {
        return List.of(DENIED);
    }
}
