package io.zentinelproxy.security.ratelimit;

import io.zentinelproxy.core.config.Key;
import io.zentinelproxy.core.config.Section;
import io.zentinelproxy.core.config.WordTypes;
import io.zentinelproxy.security.local.LocalStoreSettings;
import io.zentinelproxy.security.quota.StoreSettings;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The keys that say where a limit is counted. */
final class BackendKeys {
    private enum Backend {
        LOCAL
    }

    private static final Key<Backend> BACKEND = Key.defaulting(
            "backend",
            WordTypes.choice(backends(), List.of("redis", "memcached", "memcache")),
            Backend.LOCAL,
            "Where it is counted: `local`, in this process.");

    private BackendKeys() {}

    private static Map<String, Backend> backends() {
        Map<String, Backend> words = new LinkedHashMap<>();
        words.put("local", Backend.LOCAL);
        return words;
    }

    static List<Key<?>> all() {
        return List.of(BACKEND);
    }

    static StoreSettings read(Section section) {
        return switch (section.get(BACKEND)) {
            case LOCAL -> new LocalStoreSettings();
        };
    }
}
