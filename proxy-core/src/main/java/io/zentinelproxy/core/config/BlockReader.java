package io.zentinelproxy.core.config;

import org.jspecify.annotations.Nullable;

/**
 * The plug by which a module adds a block of its own: declared like one of core's, so that it is read, listed and explained like
 * one. Without the module its block is refused as unknown. Stateless; any thread, at load time only.
 */
public non-sealed interface BlockReader extends Extension {
    /** The name of the block of core's that it may stand in. */
    String within();

    @Override
    Block block();

    /** What the block means, or null where a problem was reported that leaves nothing to return. */
    @Nullable
    ModuleSettings read(Section section);
}
