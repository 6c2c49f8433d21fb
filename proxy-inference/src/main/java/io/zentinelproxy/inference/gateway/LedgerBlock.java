package io.zentinelproxy.inference.gateway;

import io.zentinelproxy.core.config.Block;
import io.zentinelproxy.core.config.Key;
import io.zentinelproxy.core.config.ProcessTypes;
import io.zentinelproxy.core.config.QuantityTypes;
import io.zentinelproxy.core.config.Section;
import io.zentinelproxy.core.config.WordTypes;
import io.zentinelproxy.core.script.ScriptStoreSettings;
import io.zentinelproxy.core.script.ScriptStoreType;
import io.zentinelproxy.inference.ledger.FileLedger;
import io.zentinelproxy.inference.ledger.FileLedger.Fsync;
import io.zentinelproxy.inference.ledger.LedgerSettings;
import io.zentinelproxy.inference.ledger.LedgerSettings.Fallback;
import io.zentinelproxy.inference.ledger.MemoryLedger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The block {@code ledger}: where the books are kept. */
final class LedgerBlock {
    private enum Backend {
        MEMORY,
        FILE,
        REDIS
    }

    private static final Key<Backend> BACKEND = Key.defaulting(
            "backend",
            WordTypes.choice(backends(), List.of()),
            Backend.MEMORY,
            "`memory` is lost with the process; `file` is for all processes of one machine; `redis` is for many machines.");

    private static final Key<Path> FOLDER = Key.optional(
            "folder", ProcessTypes.FILE, "none", "Where `file` keeps the books; made where it is not there.");

    private static final Key<Fsync> FSYNC = Key.optional(
            "fsync",
            WordTypes.choice(fsyncs(), List.of()),
            "interval",
            "When `file` has the disk write: what is settled outlives the process in any case, and a power cut where it was written.");

    private static final Key<Duration> LEASE = Key.defaulting(
            "lease-secs",
            QuantityTypes.seconds(Duration.ofSeconds(1), Duration.ofDays(1)),
            MemoryLedger.LEASE,
            "How long a request holds what it has reserved, where it never says what it used; longer than any request takes.");

    private static final Key<Integer> RETENTION = Key.optional(
            "retention-days",
            QuantityTypes.count(1, 3660),
            String.valueOf(FileLedger.RETENTION.toDays()),
            "How long `file` keeps the entries of requests, at least.");

    private static final Key<Integer> MAX_HOLDERS = Key.optional(
            "max-holders",
            QuantityTypes.count(1, 10_000_000),
            String.valueOf(MemoryLedger.MOST_HOLDERS),
            "Of one limit, known at once in `memory` and `file`; `budget max-tenants` says less for one budget.");

    private static final Key<String> PREFIX =
            Key.optional("redis-prefix", WordTypes.ID_TYPE, "zentinel:", "What all keys in Redis begin with.");

    private static final Key<Fallback> FALLBACK = Key.optional(
            "fallback",
            WordTypes.choice(fallbacks(), List.of()),
            "closed",
            "What becomes of requests while Redis does not answer: `closed` refuses them, `open` serves them, and what they use is in no books.");

    private final ScriptStoreType servers;
    private final Block block;

    /** @param servers how a store of programs is configured */
    LedgerBlock(ScriptStoreType servers) {
        this.servers = servers;
        List<Key<?>> keys =
                new ArrayList<>(List.of(BACKEND, FOLDER, FSYNC, LEASE, RETENTION, MAX_HOLDERS, PREFIX, FALLBACK));
        keys.addAll(servers.keys());
        block = Block.single("ledger", "Where it is written down who may use how much, and what was used.")
                .keys(keys.toArray(Key<?>[]::new));
    }

    Block block() {
        return block;
    }

    private static Map<String, Backend> backends() {
        Map<String, Backend> words = new LinkedHashMap<>();
        words.put("memory", Backend.MEMORY);
        words.put("file", Backend.FILE);
        words.put("redis", Backend.REDIS);
        return words;
    }

    private static Map<String, Fsync> fsyncs() {
        Map<String, Fsync> words = new LinkedHashMap<>();
        words.put("never", Fsync.NEVER);
        words.put("interval", Fsync.INTERVAL);
        words.put("always", Fsync.ALWAYS);
        return words;
    }

    private static Map<String, Fallback> fallbacks() {
        Map<String, Fallback> words = new LinkedHashMap<>();
        words.put("closed", Fallback.CLOSED);
        words.put("open", Fallback.OPEN);
        return words;
    }

    /** Null where a problem was reported. */
    @Nullable
    LedgerSettings read(Section section) {
        Backend backend = section.get(BACKEND);
        Path folder = section.find(FOLDER);
        Fsync fsync = section.find(FSYNC);
        Duration lease = section.get(LEASE);
        Integer days = section.find(RETENTION);
        Duration retention = days == null ? FileLedger.RETENTION : Duration.ofDays(days);
        Integer holders = section.find(MAX_HOLDERS);
        String prefix = section.find(PREFIX);
        Fallback fallback = section.find(FALLBACK);
        boolean redis = backend == Backend.REDIS;
        refuse(section, "folder", folder, backend == Backend.FILE, "file");
        refuse(section, "fsync", fsync, backend == Backend.FILE, "file");
        refuse(section, "retention-days", days, backend == Backend.FILE, "file");
        refuse(section, "redis-prefix", prefix, redis, "redis");
        refuse(section, "fallback", fallback, redis, "redis");
        refuse(section, "max-holders", holders, !redis, "memory");
        ScriptStoreSettings store = redis ? servers.read(section) : none(section);
        int most = holders == null ? MemoryLedger.MOST_HOLDERS : holders;
        return switch (backend) {
            case MEMORY -> new LedgerSettings.Memory(lease, most);
            case FILE -> file(section, folder, fsync == null ? Fsync.INTERVAL : fsync, lease, most, retention);
            case REDIS ->
                store == null
                        ? null
                        : new LedgerSettings.Redis(
                                store,
                                prefix == null ? LedgerSettings.Redis.PREFIX : prefix,
                                lease,
                                fallback == null ? Fallback.CLOSED : fallback);
        };
    }

    private @Nullable ScriptStoreSettings none(Section section) {
        servers.keys().forEach(key -> refuse(section, key.name(), written(section, key), false, "redis"));
        return null;
    }

    private static <T> @Nullable Object written(Section section, Key<T> key) {
        List<T> values = section.all(key);
        return values.isEmpty() ? null : values;
    }

    private static @Nullable LedgerSettings file(
            Section section, @Nullable Path folder, Fsync fsync, Duration lease, int most, Duration retention) {
        if (folder == null) {
            section.report("a ledger in files needs its `folder`", "a folder that only the proxy may write to");
            return null;
        }
        return new LedgerSettings.File(section.resolve(folder), fsync, lease, most, retention);
    }

    private static void refuse(Section section, String name, @Nullable Object written, boolean fits, String backend) {
        if (written != null && !fits) {
            section.report("`" + name + "` has a meaning for `backend \"" + backend + "\"` alone", "no such key");
        }
    }
}
