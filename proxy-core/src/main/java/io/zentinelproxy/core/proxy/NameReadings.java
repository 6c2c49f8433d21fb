package io.zentinelproxy.core.proxy;

import io.zentinelproxy.core.observe.Figures;
import io.zentinelproxy.core.observe.Reading;
import io.zentinelproxy.core.observe.Teller;
import io.zentinelproxy.core.upstream.dns.DnsResult;
import io.zentinelproxy.core.upstream.dns.Resolver;

/** What metrics say of names of origins. */
record NameReadings(Resolver resolver) implements Teller {
    @Override
    public void tell(Figures figures) {
        for (DnsResult result : DnsResult.values()) {
            figures.put(Reading.DNS_QUERIES, resolver.counters().of(result), result.word());
        }
        figures.put(Reading.DNS_TCP_QUERIES, resolver.counters().overTcp());
        figures.put(Reading.DNS_STALE_ANSWERS, resolver.counters().stale());
        figures.put(Reading.DNS_NAMES, resolver.names());
    }
}
