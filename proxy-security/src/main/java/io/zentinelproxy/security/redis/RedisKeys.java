package io.zentinelproxy.security.redis;

import static io.zentinelproxy.core.config.QuantityTypes.count;

import io.zentinelproxy.core.config.Key;
import io.zentinelproxy.core.config.Located;
import io.zentinelproxy.core.config.ProcessTypes;
import io.zentinelproxy.core.config.Refusal;
import io.zentinelproxy.core.config.SecretText;
import io.zentinelproxy.core.config.SecretTypes;
import io.zentinelproxy.core.config.SecretTypes.SecretSource;
import io.zentinelproxy.core.config.Section;
import io.zentinelproxy.core.config.ValueType;
import io.zentinelproxy.core.config.WordTypes;
import io.zentinelproxy.core.config.kdl.Problem;
import io.zentinelproxy.security.quota.FallbackType;
import io.zentinelproxy.security.quota.StoreSettings.Fallback;
import io.zentinelproxy.security.redis.RedisSettings.Mode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The keys with which a limit says how it is counted in Redis. */
public final class RedisKeys {
    private static final int MAX_NODES = 64;
    private static final int MAX_PREFIX = 64;

    private static final Key<RedisUrl> URL = Key.defaulting(
            "redis-url",
            ValueType.ofText(
                    "url", "a URL such as \"redis://10.0.0.1:6379/0\"", RedisUrl::of, url -> '"' + url.text() + '"'),
            RedisUrl.USUAL,
            "The server, with its database behind `/`, where it is not 0; `rediss` for TLS. Sentinels and clusters have `redis-nodes`.");

    private static final Key<Mode> MODE = Key.defaulting(
            "redis-mode",
            WordTypes.choice(modes(), List.of()),
            Mode.SINGLE,
            "How servers stand together: one, one that sentinels watch, or a cluster.");

    private static final Key<RedisUrl> NODES = Key.plural(
            "redis-nodes",
            ValueType.ofText(
                    "url", "a URL such as \"redis://10.0.0.1:26379\"", RedisUrl::ofNode, url -> '"' + url.text() + '"'),
            "none",
            "The sentinels, or some servers of the cluster, at most 64; the others are learnt from them. With `rediss`, all are spoken to over TLS.");

    private static final Key<String> MASTER = Key.optional(
            "redis-master",
            ValueType.ofText("name", "what sentinels call it", RedisKeys::word, name -> '"' + name + '"'),
            "none",
            "What the sentinels call the server that they watch.");

    private static final Key<String> USERNAME = Key.optional(
            "redis-username",
            ValueType.ofText("name", "a user of the access control list", RedisKeys::word, name -> '"' + name + '"'),
            "the default user",
            "Who we are to the server; docs/distributed-limits.md says what it must be allowed for limits, docs/ledger.md for books.");

    private static final Key<SecretSource> PASSWORD = Key.optional(
            "redis-password",
            SecretTypes.PASSPHRASE,
            "none",
            "The password of that user, from the environment or a file.");

    private static final Key<Path> CA_FILE = Key.optional(
            "redis-ca-file",
            ProcessTypes.FILE,
            "those of the system",
            "A PEM file with the authorities that may vouch for the server's name over TLS.");

    private static final Key<String> PREFIX = Key.defaulting(
            "redis-prefix",
            ValueType.ofText(
                    "prefix",
                    "up to " + MAX_PREFIX + " visible ASCII characters",
                    RedisKeys::word,
                    text -> '"' + text + '"'),
            "zentinel:ratelimit:",
            "What all keys in Redis begin with.");

    private static final Key<Integer> POOL_SIZE = Key.defaulting(
            "redis-pool-size", count(1, 1024), 10, "Connections to one server at most; opened as they are needed.");

    private static final Key<Integer> TIMEOUT = Key.defaulting(
            "redis-timeout-ms",
            count(1, 10_000),
            50,
            "Milliseconds that a request waits for a decision at most: for a free connection and the reply together.");

    /** What has no other way to decide waits longer: a process that has just started is slow, and no answer is a refusal. */
    private static final Key<Integer> PATIENT = Key.defaulting(
            "redis-timeout-ms",
            count(1, 10_000),
            500,
            "Milliseconds that a request waits for an answer at most: for a free connection and the reply together.");

    private static final Key<Fallback> FALLBACK = Key.defaulting(
                    "redis-fallback",
                    FallbackType.TYPE,
                    Fallback.LOCAL,
                    "While it cannot be asked: `local` counts in this process, by the same limits, `open` lets every request pass, `closed` none.")
            .alias("redis-fallback-local");

    /** All of them, for the block of a limit. */
    public static final List<Key<?>> KEYS =
            List.of(URL, MODE, NODES, MASTER, USERNAME, PASSWORD, CA_FILE, PREFIX, POOL_SIZE, TIMEOUT, FALLBACK);

    /** Those that say which servers and how they are spoken to. */
    static final List<Key<?>> SERVERS =
            List.of(URL, MODE, NODES, MASTER, USERNAME, PASSWORD, CA_FILE, POOL_SIZE, PATIENT);

    private RedisKeys() {}

    /** Reads {@link #SERVERS}; null where a problem was reported. */
    static @Nullable RedisSettings readServers(Section section) {
        return read(section, "", section.get(PATIENT), Fallback.CLOSED);
    }

    /** Reads them all; null where a problem was reported. */
    public static @Nullable RedisSettings read(Section section) {
        return read(section, section.get(PREFIX), section.get(TIMEOUT), section.get(FALLBACK));
    }

    private static @Nullable RedisSettings read(Section section, String prefix, int timeoutMillis, Fallback fallback) {
        Mode mode = section.get(MODE);
        Located<RedisUrl> url = section.locate(URL);
        List<RedisUrl> nodes = section.all(NODES);
        String master = section.find(MASTER);
        RedisUrl single = url == null ? RedisUrl.USUAL : url.value();
        boolean sound = checkMode(section, mode, url, nodes, master);
        List<RedisUrl> servers = mode == Mode.SINGLE ? List.of(single) : nodes;
        String username = section.find(USERNAME);
        RedisSettings settings = new RedisSettings(
                mode,
                servers.stream().map(RedisUrl::server).toList(),
                master == null ? "" : master,
                single.database(),
                username == null ? single.user() : username,
                password(section),
                tls(section, servers.stream().anyMatch(RedisUrl::isTls)),
                prefix,
                section.get(POOL_SIZE),
                Duration.ofMillis(timeoutMillis),
                fallback);
        return sound ? settings : null;
    }

    private static RedisSettings.@Nullable Tls tls(Section section, boolean isTls) {
        Path authorities = section.find(CA_FILE);
        if (authorities != null && !isTls) {
            section.report("`redis-ca-file` has no meaning without TLS", "a URL that begins with \"rediss://\"");
        }
        return isTls ? new RedisSettings.Tls(authorities == null ? null : section.resolve(authorities)) : null;
    }

    private static boolean checkMode(
            Section section,
            Mode mode,
            @Nullable Located<RedisUrl> url,
            List<RedisUrl> nodes,
            @Nullable String master) {
        List<String> wrong = new ArrayList<>();
        if (mode == Mode.SINGLE && !nodes.isEmpty()) {
            wrong.add("`redis-nodes` has no meaning for a single server");
        }
        if (mode != Mode.SINGLE && (nodes.isEmpty() || nodes.size() > MAX_NODES)) {
            wrong.add("`redis-nodes` must name from 1 to " + MAX_NODES + " of them");
        }
        if (mode != Mode.SINGLE && url != null) {
            wrong.add("`redis-url` has no meaning beside `redis-nodes`");
        }
        if (mode == Mode.SENTINEL && master == null) {
            wrong.add("`redis-master` is needed to ask sentinels");
        }
        if (mode != Mode.SENTINEL && master != null) {
            wrong.add("`redis-master` has no meaning without sentinels");
        }
        for (String one : wrong) {
            section.report(Problem.at(section.position(), one));
        }
        return wrong.isEmpty();
    }

    private static @Nullable SecretText password(Section section) {
        Located<SecretSource> source = section.locate(PASSWORD);
        return source == null ? null : SecretTypes.secret(source, section);
    }

    private static String word(String text) throws Refusal {
        if (text.isEmpty() || text.length() > MAX_PREFIX || !text.chars().allMatch(c -> c > ' ' && c <= '~')) {
            throw Refusal.because("not usable here");
        }
        return text;
    }

    private static Map<String, Mode> modes() {
        Map<String, Mode> words = new LinkedHashMap<>();
        words.put("single", Mode.SINGLE);
        words.put("sentinel", Mode.SENTINEL);
        words.put("cluster", Mode.CLUSTER);
        return words;
    }
}
