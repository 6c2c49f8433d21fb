package io.zentinelproxy.core.config;

import java.util.List;

/** A whole configuration after reading and checking: what every key said, or its default. Immutable. */
public record Configuration(
        SystemSettings system,
        List<ListenerSettings> listeners,
        List<RouteSettings> routes,
        List<UpstreamSettings> upstreams,
        ErrorPageSettings errorPages,
        LimitSettings limits,
        ObservabilitySettings observability) {}
