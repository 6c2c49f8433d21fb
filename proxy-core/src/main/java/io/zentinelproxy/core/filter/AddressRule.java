package io.zentinelproxy.core.filter;

import io.zentinelproxy.core.config.Network;
import io.zentinelproxy.core.config.PolicySettings;
import io.zentinelproxy.core.exchange.Exchange;
import io.zentinelproxy.core.fault.PolicyFault;
import java.util.List;

/**
 * Serves nobody who is denied, and where anybody is allowed, nobody else. What counts is the client that trusted proxies name. An
 * IPv4 address that comes as IPv4-mapped IPv6 (RFC 4291 section 2.5.5.2) is the IPv4 address to Java, hence no way around a list.
 */
final class AddressRule implements RequestFilter {
    private static final int IPV4 = 4;
    private static final int IPV6 = 16;

    private final AddressSet denied4;
    private final AddressSet denied6;
    private final AddressSet allowed4;
    private final AddressSet allowed6;
    private final boolean anyAllowed;

    AddressRule(PolicySettings.Addresses settings) {
        List<Network> deny = settings.deny();
        List<Network> allow = settings.allow();
        denied4 = new AddressSet(deny, IPV4);
        denied6 = new AddressSet(deny, IPV6);
        allowed4 = new AddressSet(allow, IPV4);
        allowed6 = new AddressSet(allow, IPV6);
        anyAllowed = !allow.isEmpty();
    }

    /** @throws PolicyFault ADDRESS_DENIED */
    @Override
    public Verdict onRequestHead(Exchange exchange) throws PolicyFault {
        byte[] client = exchange.client().raw();
        boolean four = client.length == IPV4;
        boolean denied = (four ? denied4 : denied6).contains(client);
        if (denied || anyAllowed && !(four ? allowed4 : allowed6).contains(client)) {
            throw new PolicyFault(PolicyFault.Kind.ADDRESS_DENIED);
        }
        return Verdict.CONTINUE;
    }
}
