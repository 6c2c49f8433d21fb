package io.zentinelproxy.security.memcached;

import static io.zentinelproxy.core.config.QuantityTypes.count;

import io.zentinelproxy.core.config.AddressTypes;
import io.zentinelproxy.core.config.Key;
import io.zentinelproxy.core.config.Located;
import io.zentinelproxy.core.config.OriginAddress;
import io.zentinelproxy.core.config.QuantityTypes;
import io.zentinelproxy.core.config.Refusal;
import io.zentinelproxy.core.config.Section;
import io.zentinelproxy.core.config.ValueType;
import io.zentinelproxy.core.config.kdl.KdlValue;
import io.zentinelproxy.core.config.kdl.Problem;
import io.zentinelproxy.security.quota.FallbackType;
import io.zentinelproxy.security.quota.StoreSettings.Fallback;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The keys with which a limit says how it is counted in memcached. */
public final class MemcachedKeys {
    private static final String SCHEME = "memcache://";
    private static final int PORT = 11_211;
    private static final int MAX_SERVERS = 64;
    private static final OriginAddress.Tcp USUAL = new OriginAddress.Tcp("127.0.0.1", PORT);

    private static final Key<List<OriginAddress.Tcp>> URL = Key.plural(
            "memcached-url",
            ValueType.ofText(
                    "url",
                    "a server such as \"memcache://10.0.0.1:11211\"; several as \"memcache://10.0.0.1:11211,10.0.0.2:11211\"",
                    MemcachedKeys::servers,
                    servers -> '"'
                            + SCHEME
                            + servers.stream().map(OriginAddress.Tcp::name).collect(Collectors.joining(","))
                            + '"'),
            '"' + SCHEME + USUAL.name() + '"',
            "Servers with memcached 1.6 or later, at most 64. Of several each counts its part of the keys, by consistent hash; all"
                    + " proxies need the same.");

    private static final Key<String> PREFIX = Key.defaulting(
            "memcached-prefix",
            ValueType.ofText(
                    "prefix",
                    "up to " + KeyNames.MAX_PREFIX + " visible ASCII characters",
                    MemcachedKeys::prefix,
                    text -> '"' + text + '"'),
            "zentinel:ratelimit:",
            "What all names in memcached begin with.");

    private static final Key<Integer> POOL_SIZE = Key.defaulting(
            "memcached-pool-size", count(1, 1024), 10, "Connections to one server at most; opened as they are needed.");

    private static final Key<Integer> TIMEOUT = Key.defaulting(
            "memcached-timeout-ms",
            count(1, 10_000),
            50,
            "Milliseconds that a request waits for one server at most: for a free connection, connecting and the reply together.");

    private static final Key<Duration> TTL = Key.defaulting(
                    "memcached-ttl",
                    QuantityTypes.seconds(Duration.ofSeconds(1), Duration.ofDays(30)),
                    Duration.ofSeconds(2),
                    "How long a count is kept at least; one that is needed longer is kept longer.")
            .alias("memcached-ttl-secs");

    private static final Key<Fallback> FALLBACK = Key.defaulting(
                    "memcached-fallback",
                    FallbackType.TYPE,
                    Fallback.LOCAL,
                    "While a server cannot be asked: `local` counts its keys in this process, by the same limits, `open` lets every request"
                            + " pass, `closed` none.")
            .alias("memcached-fallback-local");

    private static final Key<Boolean> EXACT = Key.defaulting(
            "memcached-exact",
            new ValueType<>("boolean", "", "#true or #false", MemcachedKeys::bool, on -> on ? "#true" : "#false"),
            false,
            "Keep token buckets by compare-and-swap, in two round trips, rather than counters of windows, in one, which may admit"
                    + " the rate of one second more.");

    /** All of them, for the block of a limit. */
    public static final List<Key<?>> KEYS = List.of(URL, PREFIX, POOL_SIZE, TIMEOUT, TTL, FALLBACK, EXACT);

    private MemcachedKeys() {}

    /** Reads them all. */
    public static MemcachedSettings read(Section section) {
        return new MemcachedSettings(
                servers(section),
                section.get(PREFIX),
                section.get(POOL_SIZE),
                Duration.ofMillis(section.get(TIMEOUT)),
                section.get(TTL),
                section.get(FALLBACK),
                section.get(EXACT));
    }

    private static List<OriginAddress.Tcp> servers(Section section) {
        List<OriginAddress.Tcp> servers = new ArrayList<>();
        for (Located<List<OriginAddress.Tcp>> value : section.allLocated(URL)) {
            for (OriginAddress.Tcp one : value.value()) {
                if (servers.contains(one)) {
                    section.report(Problem.at(value.position(), "the server " + one.name() + " is named twice"));
                } else if (servers.size() == MAX_SERVERS) {
                    section.report(Problem.at(value.position(), "more than " + MAX_SERVERS + " servers"));
                }
                servers.add(one);
            }
        }
        return servers.isEmpty() ? List.of(USUAL) : servers;
    }

    /** One, or several behind one scheme with commas between, as the original writes them. */
    private static List<OriginAddress.Tcp> servers(String text) throws Refusal {
        if (!text.startsWith(SCHEME)) {
            throw Refusal.because("not a URL of memcached");
        }
        List<OriginAddress.Tcp> servers = new ArrayList<>();
        for (String authority : text.substring(SCHEME.length()).split(",", -1)) {
            servers.add(server(authority));
        }
        return servers;
    }

    private static OriginAddress.Tcp server(String text) throws Refusal {
        String authority = text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
        boolean hasPort = authority.lastIndexOf(':') > authority.lastIndexOf(']');
        if (AddressTypes.origin(hasPort ? authority : authority + ":" + PORT) instanceof OriginAddress.Tcp server) {
            return server;
        }
        throw Refusal.because("not a host and a port");
    }

    private static String prefix(String text) throws Refusal {
        if (text.length() > KeyNames.MAX_PREFIX || !text.chars().allMatch(c -> c > ' ' && c <= '~')) {
            throw Refusal.because("memcached does not take such names");
        }
        return text;
    }

    private static boolean bool(KdlValue value) throws Refusal {
        if (value instanceof KdlValue.Bool on) {
            return on.value();
        }
        throw Refusal.because("this must be true or false");
    }
}
