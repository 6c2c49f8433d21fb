package io.zentinelproxy.security.ratelimit;

import io.zentinelproxy.core.config.Key;
import io.zentinelproxy.core.config.Located;
import io.zentinelproxy.core.config.Section;
import io.zentinelproxy.core.config.WordTypes;
import io.zentinelproxy.core.config.kdl.Problem;
import io.zentinelproxy.security.local.LocalStoreSettings;
import io.zentinelproxy.security.memcached.MemcachedKeys;
import io.zentinelproxy.security.quota.StoreSettings;
import io.zentinelproxy.security.redis.RedisKeys;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The keys that say where a limit is counted. */
final class BackendKeys {
    private enum Backend {
        LOCAL,
        REDIS,
        MEMCACHED
    }

    private static final Key<Backend> BACKEND = Key.defaulting(
            "backend",
            WordTypes.choice(backends(), List.of()),
            Backend.LOCAL,
            "Where it is counted: `local`, in this process; or with all processes that name the same server of Redis or memcached.");

    private BackendKeys() {}

    private static Map<String, Backend> backends() {
        Map<String, Backend> words = new LinkedHashMap<>();
        words.put("local", Backend.LOCAL);
        words.put("redis", Backend.REDIS);
        words.put("memcached", Backend.MEMCACHED);
        words.put("memcache", Backend.MEMCACHED);
        return words;
    }

    static List<Key<?>> all() {
        List<Key<?>> all = new ArrayList<>(List.of(BACKEND));
        all.addAll(RedisKeys.KEYS);
        all.addAll(MemcachedKeys.KEYS);
        return all;
    }

    /** Where it is counted; what is said of another store than that is a problem, since nothing would come of it. */
    static StoreSettings read(Section section) {
        Backend backend = section.get(BACKEND);
        if (backend != Backend.REDIS) {
            refuse(section, RedisKeys.KEYS, "redis");
        }
        if (backend != Backend.MEMCACHED) {
            refuse(section, MemcachedKeys.KEYS, "memcached");
        }
        StoreSettings read = switch (backend) {
            case LOCAL -> null;
            case REDIS -> RedisKeys.read(section);
            case MEMCACHED -> MemcachedKeys.read(section);
        };
        return read == null ? new LocalStoreSettings() : read;
    }

    private static void refuse(Section section, List<Key<?>> keys, String backend) {
        for (Key<?> key : keys) {
            for (Located<?> written : section.allLocated(key)) {
                section.report(Problem.at(
                        written.position(), "`" + key.name() + "` says nothing without `backend \"" + backend + "\"`"));
            }
        }
    }
}
