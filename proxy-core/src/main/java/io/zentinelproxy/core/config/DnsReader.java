package io.zentinelproxy.core.config;

import static io.zentinelproxy.core.config.QuantityTypes.count;
import static io.zentinelproxy.core.config.QuantityTypes.seconds;

import java.net.InetSocketAddress;
import java.time.Duration;

/** Reads the block {@code dns} of {@code system}. */
final class DnsReader {
    private static final Key<InetSocketAddress> SERVERS = Key.plural(
                    "servers",
                    DnsTypes.SERVER,
                    "those of /etc/resolv.conf, which is read again when it changes",
                    "The DNS servers that are asked for the addresses of origins, one after the other; names are then taken as they"
                            + " are, without the search list.")
            .alias("server", "nameserver");

    private static final Key<Duration> TIMEOUT = Key.optional(
                    "timeout",
                    seconds(Duration.ofMillis(10), Duration.ofMinutes(1)),
                    "as resolv.conf says, else 2 s",
                    "How long one server may take for one answer.")
            .alias("timeout-secs");

    private static final Key<Integer> ATTEMPTS = Key.optional(
            "attempts", count(1, 10), "as resolv.conf says, else 2", "How often the servers are gone through.");

    private static final Key<Duration> MIN_TTL = Key.defaulting(
                    "min-ttl",
                    seconds(Duration.ofSeconds(1), Duration.ofHours(1)),
                    DnsSettings.DEFAULTS.minTtl(),
                    "Records that live shorter are believed for so long.")
            .alias("min-ttl-secs");

    private static final Key<Duration> MAX_TTL = Key.defaulting(
                    "max-ttl",
                    seconds(Duration.ofSeconds(1), Duration.ofDays(7)),
                    DnsSettings.DEFAULTS.maxTtl(),
                    "Records that live longer are believed for so long.")
            .alias("max-ttl-secs");

    private static final Key<Duration> MAX_STALE = Key.defaulting(
                    "max-stale",
                    seconds(Duration.ZERO, Duration.ofDays(7)),
                    DnsSettings.DEFAULTS.maxStale(),
                    "How long after its time the last answer serves while no server answers.")
            .alias("max-stale-secs");

    static final Block BLOCK = Block.single("dns", "How names of origins become addresses.")
            .keys(SERVERS, TIMEOUT, ATTEMPTS, MIN_TTL, MAX_TTL, MAX_STALE);

    private DnsReader() {}

    static DnsSettings read(Section section) {
        DnsSettings settings = new DnsSettings(
                section.all(SERVERS),
                section.find(TIMEOUT),
                section.find(ATTEMPTS),
                section.get(MIN_TTL),
                section.get(MAX_TTL),
                section.get(MAX_STALE));
        if (settings.servers().size() > DnsTypes.MAX_SERVERS) {
            section.report("there are " + settings.servers().size() + " `servers`", "at most " + DnsTypes.MAX_SERVERS);
        }
        if (settings.minTtl().compareTo(settings.maxTtl()) > 0) {
            section.report("`min-ttl` is above `max-ttl`", "lengths in their order");
        }
        return settings;
    }
}
