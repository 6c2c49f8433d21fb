package io.zentinelproxy.core.config;

import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What a block of a module came to: core only carries it to where the module takes it again. Immutable. */
public interface ModuleSettings {
    /** The upstreams that it names, as they are written: one that is not there is refused. Asked of blocks in routes. */
    default List<Located<String>> upstreams() {
        return List.of();
    }

    /** The upstream of a route that names none itself, as it is written; null where this block does not say. */
    default @Nullable Located<String> upstreamOfRoute() {
        return null;
    }

    /**
     * The same with the upstreams that it names by their ids in full, once all are read.
     *
     * @param upstreams from what is written to the id
     */
    default ModuleSettings resolved(UnaryOperator<String> upstreams) {
        return this;
    }

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
