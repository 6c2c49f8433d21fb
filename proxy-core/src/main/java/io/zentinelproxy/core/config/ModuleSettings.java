package io.zentinelproxy.core.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a block of a module came to: core only carries it to where the module takes it again. Immutable. */
public interface ModuleSettings {
    /** The first of this type, or null. */
    static <S extends ModuleSettings> @Nullable S find(List<ModuleSettings> all, Class<S> type) {
        for (ModuleSettings settings : all) {
            if (type.isInstance(settings)) {
                return type.cast(settings);
            }
        }
        return null;
    }
}
