package io.zentinelproxy.core.config;

import org.jspecify.annotations.Nullable;

/**
 * The plug by which a module adds a {@code type} of filter. Without the module the type is refused as unknown. Stateless; any
 * thread, at load time only.
 */
public non-sealed interface FilterType extends Extension {
    /** A {@code filter} block of this type, made by {@link FilterBlock#of}. */
    @Override
    Block block();

    /**
     * What the block means, its id and type read already; or null where a problem was reported that leaves nothing to return.
     *
     * @param id in full: behind the ids of its namespace and service, if it stands in one
     */
    FilterSettings.@Nullable OfModule read(String id, Section section);
}
