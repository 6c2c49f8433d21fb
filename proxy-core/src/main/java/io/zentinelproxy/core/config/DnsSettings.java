package io.zentinelproxy.core.config;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How names of origins become addresses: the block {@code dns} of {@code system}.
 *
 * @param servers who is asked, in this order; empty for those of the machine's {@code resolv.conf}
 * @param timeout how long one server may take for one answer, or null for what {@code resolv.conf} says
 * @param attempts how often all servers are gone through, or null for what {@code resolv.conf} says
 * @param minTtl an answer is believed for at least so long, whatever its records say
 * @param maxTtl an answer is believed for at most so long
 * @param maxStale how long after its time the last answer serves while no server answers
 */
public record DnsSettings(
        List<InetSocketAddress> servers,
        @Nullable Duration timeout,
        @Nullable Integer attempts,
        Duration minTtl,
        Duration maxTtl,
        Duration maxStale) {

    /** Where the configuration says nothing. */
    public static final DnsSettings DEFAULTS =
            new DnsSettings(List.of(), null, null, Duration.ofSeconds(1), Duration.ofDays(1), Duration.ofDays(1));

    public DnsSettings {
        servers = List.copyOf(servers);
    }
}
