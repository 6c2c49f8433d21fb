package io.zentinelproxy.inference.gateway;

import io.zentinelproxy.core.config.ModuleSettings;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The block {@code inference} at the top.
 *
 * @param keysFile of virtual keys, or null where there are none
 * @param origins by the ids of upstreams
 */
record GatewaySettings(@Nullable Path keysFile, Map<String, ModelOrigin> origins) implements ModuleSettings {
    static final GatewaySettings NONE = new GatewaySettings(null, Map.of());
}
