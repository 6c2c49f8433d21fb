package io.zentinelproxy.core.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A whole configuration after reading and checking: what every key said, or its default. Immutable. */
public record Configuration(
        SystemSettings system,
        List<ListenerSettings> listeners,
        List<RouteSettings> routes,
        List<UpstreamSettings> upstreams,
        ErrorPageSettings errorPages,
        LimitSettings limits,
        ObservabilitySettings observability,
        List<ModuleSettings> modules) {
    /** What a module's block at the top came to, or null where there is none. */
    public <S extends ModuleSettings> @Nullable S module(Class<S> type) {
        return ModuleSettings.find(modules, type);
    }
}
