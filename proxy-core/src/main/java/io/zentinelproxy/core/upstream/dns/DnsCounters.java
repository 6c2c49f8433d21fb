package io.zentinelproxy.core.upstream.dns;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/** How questions to DNS servers ended, and what that meant for those who asked. Any thread. */
public final class DnsCounters {
    private final Map<DnsResult, LongAdder> results = new EnumMap<>(DnsResult.class);
    private final LongAdder stale = new LongAdder();
    private final LongAdder overTcp = new LongAdder();

    DnsCounters() {
        for (DnsResult result : DnsResult.values()) {
            results.put(result, new LongAdder());
        }
    }

    void count(DnsResult result) {
        Objects.requireNonNull(results.get(result)).increment();
    }

    void countStale() {
        stale.increment();
    }

    void countOverTcp() {
        overTcp.increment();
    }

    /** Questions to servers that ended so. */
    public long of(DnsResult result) {
        return Objects.requireNonNull(results.get(result)).sum();
    }

    /** Times that a name's last answer served after its time. */
    public long stale() {
        return stale.sum();
    }

    /** Questions that were asked over TCP, as the answer was too long for a datagram or others answered in its place. */
    public long overTcp() {
        return overTcp.sum();
    }
}
