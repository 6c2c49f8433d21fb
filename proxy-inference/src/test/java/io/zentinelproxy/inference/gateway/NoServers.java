package io.zentinelproxy.inference.gateway;

import io.zentinelproxy.core.config.Key;
import io.zentinelproxy.core.config.Section;
import io.zentinelproxy.core.script.ScriptStoreSettings;
import io.zentinelproxy.core.script.ScriptStoreType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** No store of programs: that of Redis is in another module. */
enum NoServers implements ScriptStoreType {
    TYPE;

    @Override
    public List<Key<?>> keys() {
        return List.of();
    }

    @Override
    public @Nullable ScriptStoreSettings read(Section section) {
        return null;
    }
}
