package io.zentinelproxy.core.config;

import io.zentinelproxy.core.config.BalancingSettings.Adaptive;
import io.zentinelproxy.core.config.BalancingSettings.ConsistentHash;
import io.zentinelproxy.core.config.BalancingSettings.Cookie;
import io.zentinelproxy.core.config.BalancingSettings.DeterministicSubset;
import io.zentinelproxy.core.config.BalancingSettings.IpHash;
import io.zentinelproxy.core.config.BalancingSettings.LocalityAware;
import io.zentinelproxy.core.config.BalancingSettings.Maglev;
import io.zentinelproxy.core.config.BalancingSettings.PeakEwma;
import io.zentinelproxy.core.config.BalancingSettings.PowerOfChoices;
import io.zentinelproxy.core.config.BalancingSettings.SameSite;
import io.zentinelproxy.core.config.BalancingSettings.Sticky;
import io.zentinelproxy.core.config.SecretTypes.SecretSource;
import io.zentinelproxy.core.config.kdl.Position;
import io.zentinelproxy.core.config.kdl.Problem;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads {@code load-balancing "algorithm"}, with the parameters of that algorithm in its block. */
final class BalancingReader {
    private static final Key<BalancingAlgorithm> ALGORITHM = Key.optional(
            "algorithm",
            WordTypes.choice(BalancingAlgorithm.words(), List.of()),
            "\"round_robin\"",
            "How a target is chosen; each of them is described in load-balancing.md.");

    private static final Key<HashKey> HASH_KEY = Key.defaulting(
            "hash-key",
            BalancingTypes.HASH_KEY,
            HashKey.CLIENT_IP,
            "`consistent_hash`, `maglev`: what requests for the same target have in common; the client's address where it is missing.");
    private static final Key<Integer> VIRTUAL_NODES = Key.defaulting(
            "virtual-nodes",
            QuantityTypes.count(1, 10_000),
            150,
            "`consistent_hash`: places on the ring for each unit of a target's weight.");
    private static final Key<Double> LOAD_FACTOR = Key.defaulting(
            "load-factor",
            BalancingTypes.LOAD_FACTOR,
            1.25,
            "`consistent_hash`: a target that has this many times its share of the requests under way gets no more for now.");
    private static final Key<Integer> TABLE_SIZE = Key.defaulting(
            "table-size", BalancingTypes.TABLE_SIZE, 65_537, "`maglev`: places in the table, many more than targets.");
    private static final Key<Integer> IPV4_PREFIX = Key.defaulting(
            "ipv4-prefix",
            QuantityTypes.count(1, 32),
            32,
            "`ip_hash`: bits of an IPv4 address that tell clients apart.");
    private static final Key<Integer> IPV6_PREFIX = Key.defaulting(
            "ipv6-prefix",
            QuantityTypes.count(1, 128),
            64,
            "`ip_hash`: bits of an IPv6 address that tell clients apart; a household mostly has 64.");
    private static final Key<Integer> CHOICES = Key.defaulting(
            "choices",
            QuantityTypes.count(2, 16),
            2,
            "`power_of_two_choices`: targets that are drawn, to take the least busy of them.");
    private static final Key<Duration> DECAY = Key.defaulting(
                    "decay",
                    QuantityTypes.seconds(Duration.ofMillis(1), Duration.ofDays(1)),
                    Duration.ofSeconds(10),
                    "`peak_ewma`: how long a slow answer is held against a target.")
            .alias("decay-secs");
    private static final Key<Double> ERROR_THRESHOLD = Key.defaulting(
            "error-threshold",
            QuantityTypes.PERCENT,
            5.0,
            "`adaptive`: a target of whose tries more fail gets less than its weight says.");
    private static final Key<Duration> LATENCY_THRESHOLD = Key.defaulting(
            "latency-threshold",
            QuantityTypes.seconds(Duration.ofMillis(1), Duration.ofHours(1)),
            Duration.ofMillis(500),
            "`adaptive`: a target whose answers take longer, until their heads, gets less than its weight says.");
    private static final Key<Duration> INTERVAL = Key.defaulting(
                    "interval",
                    QuantityTypes.seconds(Duration.ofMillis(10), Duration.ofHours(1)),
                    Duration.ofSeconds(10),
                    "`adaptive`: how often targets are scored.")
            .alias("interval-secs");
    private static final Key<Integer> MIN_REQUESTS = Key.defaulting(
            "min-requests",
            QuantityTypes.count(1, 1_000_000),
            100,
            "`adaptive`: tries that must be seen of a target before it is scored.");
    private static final Key<Integer> MIN_WEIGHT = Key.defaulting(
            "min-weight", QuantityTypes.count(1, 100), 10, "`adaptive`: percent of its weight that a target keeps.");
    private static final Key<Integer> MAX_WEIGHT = Key.defaulting(
            "max-weight",
            QuantityTypes.count(100, 200),
            200,
            "`adaptive`: percent of its weight that a target gets at most.");
    private static final Key<String> ZONE = Key.optional(
            "zone",
            BalancingTypes.NAME,
            "the environment's `ZENTINEL_ZONE`",
            "`locality_aware`: where this proxy runs.");
    private static final Key<Integer> MIN_HEALTHY = Key.defaulting(
            "min-healthy",
            QuantityTypes.count(1, 1_000_000),
            1,
            "`locality_aware`: targets of our zone that must be usable, or those of all zones are asked.");
    private static final Key<Integer> SIZE = Key.defaulting(
            "size", QuantityTypes.count(1, 1_000_000), 10, "`deterministic_subset`: targets that this proxy keeps to.");
    private static final Key<String> PROXY_ID = Key.optional(
            "proxy-id",
            BalancingTypes.NAME,
            "the name of the host",
            "`deterministic_subset`: which proxy this is; numbers from 0 on spread them evenly.");
    private static final Key<BalancingAlgorithm> INNER = Key.defaulting(
            "inner",
            WordTypes.choice(BalancingAlgorithm.simple(), List.of()),
            BalancingAlgorithm.ROUND_ROBIN,
            "`locality_aware`, `deterministic_subset`: how one of the targets is chosen that come into question.");
    private static final Key<BalancingAlgorithm> FALLBACK = Key.defaulting(
            "fallback",
            WordTypes.choice(BalancingAlgorithm.fallbacks(), List.of()),
            BalancingAlgorithm.ROUND_ROBIN,
            "`locality_aware`: how a target of any zone is chosen; `fail_local` refuses the request instead. `sticky`: how one is"
                    + " chosen for a client without a cookie.");
    private static final Key<String> COOKIE_NAME = Key.defaulting(
            "cookie-name", BalancingTypes.COOKIE_NAME, "SERVERID", "`sticky`: the cookie that names the target.");
    private static final Key<Duration> COOKIE_TTL = Key.defaulting(
            "cookie-ttl",
            QuantityTypes.seconds(Duration.ZERO, Duration.ofDays(400)),
            Duration.ofHours(1),
            "`sticky`: how long a cookie holds; in use it is renewed. 0 means as long as the browser runs.");
    private static final Key<String> COOKIE_PATH = Key.defaulting(
            "cookie-path", BalancingTypes.COOKIE_PATH, "/", "`sticky`: the paths that the cookie is sent with.");
    private static final Key<Boolean> COOKIE_SECURE = Key.defaulting(
            "cookie-secure", WordTypes.SWITCH, true, "`sticky`: whether the cookie is sent over TLS only.");
    private static final Key<SameSite> COOKIE_SAME_SITE = Key.defaulting(
            "cookie-same-site",
            WordTypes.choice(sameSites(), List.of()),
            SameSite.LAX,
            "`sticky`: whether requests from other sites carry the cookie.");
    private static final Key<SecretSource> SECRET = Key.optional(
            "secret",
            SecretTypes.PASSPHRASE,
            "a random key, which reloads keep, but no other process has",
            "`sticky`: where the key is taken from that cookies are signed with, 16 octets at least; the same for all instances.");

    static final Block BLOCK = Block.single("load-balancing", "How a target is chosen for a request.")
            .arguments(ALGORITHM)
            .keys(
                    HASH_KEY,
                    VIRTUAL_NODES,
                    LOAD_FACTOR,
                    TABLE_SIZE,
                    IPV4_PREFIX,
                    IPV6_PREFIX,
                    CHOICES,
                    DECAY,
                    ERROR_THRESHOLD,
                    LATENCY_THRESHOLD,
                    INTERVAL,
                    MIN_REQUESTS,
                    MIN_WEIGHT,
                    MAX_WEIGHT,
                    ZONE,
                    MIN_HEALTHY,
                    SIZE,
                    PROXY_ID,
                    INNER,
                    FALLBACK,
                    COOKIE_NAME,
                    COOKIE_TTL,
                    COOKIE_PATH,
                    COOKIE_SECURE,
                    COOKIE_SAME_SITE,
                    SECRET);

    private static final double PERCENT = 100;
    private static final int MIN_SECRET_OCTETS = 16;

    private final Section section;

    private BalancingReader(Section section) {
        this.section = section;
    }

    static BalancingSettings read(Section section) {
        Located<BalancingAlgorithm> written = section.argument(ALGORITHM);
        BalancingAlgorithm algorithm = written == null ? BalancingAlgorithm.ROUND_ROBIN : written.value();
        // Of an algorithm that there is none of, nobody can say which parameters it has.
        boolean known = written != null || !section.hasArguments();
        BalancingReader reader = new BalancingReader(section);
        reader.refuseParametersOfOthers(algorithm, known);
        return reader.settings(algorithm);
    }

    private static List<Key<?>> parameters(BalancingAlgorithm algorithm) {
        return switch (algorithm) {
            case ROUND_ROBIN, RANDOM, LEAST_CONNECTIONS, WEIGHTED_LEAST_CONNECTIONS, LEAST_TOKENS_QUEUED, FAIL_LOCAL ->
                List.of();
            case POWER_OF_TWO_CHOICES -> List.of(CHOICES);
            case PEAK_EWMA -> List.of(DECAY);
            case ADAPTIVE ->
                List.of(ERROR_THRESHOLD, LATENCY_THRESHOLD, INTERVAL, MIN_REQUESTS, MIN_WEIGHT, MAX_WEIGHT);
            case IP_HASH -> List.of(IPV4_PREFIX, IPV6_PREFIX);
            case CONSISTENT_HASH -> List.of(HASH_KEY, VIRTUAL_NODES, LOAD_FACTOR);
            case MAGLEV -> List.of(HASH_KEY, TABLE_SIZE);
            case LOCALITY_AWARE -> List.of(ZONE, MIN_HEALTHY, INNER, FALLBACK);
            case DETERMINISTIC_SUBSET -> List.of(SIZE, PROXY_ID, INNER);
            case STICKY ->
                List.of(COOKIE_NAME, COOKIE_TTL, COOKIE_PATH, COOKIE_SECURE, COOKIE_SAME_SITE, FALLBACK, SECRET);
        };
    }

    private void refuseParametersOfOthers(BalancingAlgorithm algorithm, boolean known) {
        List<Key<?>> own = parameters(algorithm);
        List<String> names = own.stream().map(Key::name).toList();
        String expected = own.isEmpty() ? "no parameter" : "one of " + String.join(", ", names);
        for (Key<?> key : BLOCK.keys()) {
            if (!names.contains(key.name())) {
                boolean written = section.has(key);
                Located<?> value = section.locate(key);
                if (written && known) {
                    Position position = value == null ? section.position() : value.position();
                    section.report(
                            Problem.at(position, "`" + algorithm.word() + "` has no parameter `" + key.name() + "`")
                                    .expecting(expected));
                }
            }
        }
    }

    private BalancingSettings settings(BalancingAlgorithm algorithm) {
        return switch (algorithm) {
            case ROUND_ROBIN, RANDOM, LEAST_CONNECTIONS, WEIGHTED_LEAST_CONNECTIONS, LEAST_TOKENS_QUEUED, FAIL_LOCAL ->
                usual(algorithm);
            case POWER_OF_TWO_CHOICES -> new PowerOfChoices(section.get(CHOICES));
            case PEAK_EWMA -> new PeakEwma(section.get(DECAY));
            case ADAPTIVE ->
                new Adaptive(
                        section.get(ERROR_THRESHOLD) / PERCENT,
                        section.get(LATENCY_THRESHOLD),
                        section.get(INTERVAL),
                        section.get(MIN_REQUESTS),
                        section.get(MIN_WEIGHT),
                        section.get(MAX_WEIGHT));
            case IP_HASH -> new IpHash(section.get(IPV4_PREFIX), section.get(IPV6_PREFIX));
            case CONSISTENT_HASH ->
                new ConsistentHash(section.get(HASH_KEY), section.get(VIRTUAL_NODES), section.get(LOAD_FACTOR));
            case MAGLEV -> new Maglev(section.get(HASH_KEY), section.get(TABLE_SIZE));
            case LOCALITY_AWARE ->
                new LocalityAware(
                        section.find(ZONE),
                        section.get(MIN_HEALTHY),
                        usual(section.get(INNER)),
                        usualOrNone(section.get(FALLBACK)));
            case DETERMINISTIC_SUBSET ->
                new DeterministicSubset(section.get(SIZE), section.find(PROXY_ID), usual(section.get(INNER)));
            case STICKY -> sticky();
        };
    }

    /** An algorithm with its parameters at their defaults. */
    private static BalancingSettings usual(BalancingAlgorithm algorithm) {
        return switch (algorithm) {
            case ROUND_ROBIN, FAIL_LOCAL, LOCALITY_AWARE, DETERMINISTIC_SUBSET, STICKY ->
                new BalancingSettings.RoundRobin();
            case RANDOM -> new BalancingSettings.Random();
            case LEAST_CONNECTIONS -> new BalancingSettings.LeastConnections(false);
            case WEIGHTED_LEAST_CONNECTIONS -> new BalancingSettings.LeastConnections(true);
            case LEAST_TOKENS_QUEUED -> new BalancingSettings.LeastTokensQueued();
            case POWER_OF_TWO_CHOICES -> new PowerOfChoices(usual(CHOICES));
            case PEAK_EWMA -> new PeakEwma(usual(DECAY));
            case ADAPTIVE ->
                new Adaptive(
                        usual(ERROR_THRESHOLD) / PERCENT,
                        usual(LATENCY_THRESHOLD),
                        usual(INTERVAL),
                        usual(MIN_REQUESTS),
                        usual(MIN_WEIGHT),
                        usual(MAX_WEIGHT));
            case IP_HASH -> new IpHash(usual(IPV4_PREFIX), usual(IPV6_PREFIX));
            case CONSISTENT_HASH -> new ConsistentHash(usual(HASH_KEY), usual(VIRTUAL_NODES), usual(LOAD_FACTOR));
            case MAGLEV -> new Maglev(usual(HASH_KEY), usual(TABLE_SIZE));
        };
    }

    private static <T> T usual(Key<T> key) {
        return Objects.requireNonNull(key.fallback());
    }

    private static @Nullable BalancingSettings usualOrNone(BalancingAlgorithm algorithm) {
        return algorithm == BalancingAlgorithm.FAIL_LOCAL ? null : usual(algorithm);
    }

    private Sticky sticky() {
        Cookie cookie = new Cookie(
                section.get(COOKIE_NAME),
                section.get(COOKIE_TTL),
                section.get(COOKIE_PATH),
                section.get(COOKIE_SECURE),
                section.get(COOKIE_SAME_SITE));
        refuseWhatBrowsersDrop(cookie);
        BalancingAlgorithm fallback = section.get(FALLBACK);
        if (fallback == BalancingAlgorithm.FAIL_LOCAL) {
            section.report("`fail_local` is for `locality_aware`", "an algorithm");
        }
        Located<SecretSource> source = section.locate(SECRET);
        return new Sticky(cookie, usual(fallback), source == null ? null : secret(source));
    }

    /** The rules on SameSite=None and on prefixes of names of RFC 6265bis, sections 4.1.3 and 5.6. */
    private void refuseWhatBrowsersDrop(Cookie cookie) {
        boolean host = cookie.name().startsWith("__Host-");
        if (!cookie.secure()
                && (cookie.sameSite() == SameSite.NONE || host || cookie.name().startsWith("__Secure-"))) {
            section.report("no browser keeps this cookie unless it is secure", "`cookie-secure #true`");
        }
        if (host && !cookie.path().equals("/")) {
            section.report("no browser keeps a cookie named `__Host-` of another path", "`cookie-path \"/\"`");
        }
    }

    private @Nullable SecretText secret(Located<SecretSource> source) {
        SecretText secret = SecretTypes.secret(source, section);
        if (secret != null && secret.value().getBytes(StandardCharsets.UTF_8).length < MIN_SECRET_OCTETS) {
            section.report(Problem.at(source.position(), "this secret is too short to sign with")
                    .expecting("at least " + MIN_SECRET_OCTETS + " octets"));
        }
        return secret;
    }

    private static Map<String, SameSite> sameSites() {
        Map<String, SameSite> words = new LinkedHashMap<>();
        words.put("lax", SameSite.LAX);
        words.put("strict", SameSite.STRICT);
        words.put("none", SameSite.NONE);
        return words;
    }
}
