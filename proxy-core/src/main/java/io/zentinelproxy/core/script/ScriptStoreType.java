package io.zentinelproxy.core.script;

import io.zentinelproxy.core.config.Key;
import io.zentinelproxy.core.config.Section;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How a kind of store is configured: who uses one declares these keys in a block of his own. */
public interface ScriptStoreType {
    List<Key<?>> keys();

    /** Reads them all; null where a problem was reported. */
    @Nullable
    ScriptStoreSettings read(Section section);
}
