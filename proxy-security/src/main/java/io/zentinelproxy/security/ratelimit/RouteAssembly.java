package io.zentinelproxy.security.ratelimit;

import io.zentinelproxy.core.config.Configuration;
import io.zentinelproxy.core.config.FilterSettings;
import io.zentinelproxy.core.config.RouteSettings;
import io.zentinelproxy.core.filter.RouteStep;
import io.zentinelproxy.core.filter.RouteSteps;
import io.zentinelproxy.security.quota.Rate;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Puts together what limits a route: the global limit, that of its policies, and those of its filters. Confined to one thread. */
final class RouteAssembly {
    /** In ids of ours: no id of a configuration has it, so that none is taken for another. */
    private static final String MARK = "+";

    private static final Duration SECOND = Duration.ofSeconds(1);

    private final LimitRegistry registry;
    private final RateLimitsBlock.Settings defaults;
    private final Map<OpenStore, List<Counted>> byStore = new LinkedHashMap<>();

    private record Counted(ActiveLimit limit, RequestKeys keys) {}

    RouteAssembly(LimitRegistry registry, Configuration configuration) {
        this.registry = registry;
        RateLimitsBlock.Settings said = configuration.module(RateLimitsBlock.Settings.class);
        defaults = said == null ? RateLimitsBlock.Settings.NONE : said;
    }

    /** All of them are one step, which stands where the first of them does. */
    RouteSteps stepsOf(RouteSettings route) throws IOException {
        LimitTerms global = defaults.global();
        if (global != null) {
            add("rate-limits" + MARK + "global", global, route);
        }
        RoutePolicyBlock.Settings policy = route.policies().module(RoutePolicyBlock.Settings.class);
        if (policy != null) {
            add(route.id() + MARK + "policy", policy.terms(), route);
        }
        boolean ahead = !byStore.isEmpty();
        Map<String, LimitTerms> filters = new LinkedHashMap<>();
        for (FilterSettings filter : route.filters()) {
            if (filter instanceof RateLimitType.Settings limit) {
                filters.putIfAbsent(limit.id(), limit.terms());
            }
        }
        for (Map.Entry<String, LimitTerms> filter : filters.entrySet()) {
            add(filter.getKey(), filter.getValue(), route);
        }
        if (byStore.isEmpty()) {
            return RouteSteps.NONE;
        }
        RouteLimits limits = new RouteLimits(groups());
        RouteStep step = RouteStep.ofHeads(limits, limits);
        return ahead
                ? new RouteSteps(List.of(step), Map.of())
                : new RouteSteps(List.of(), Map.of(filters.keySet().iterator().next(), step));
    }

    private void add(String id, LimitTerms terms, RouteSettings route) throws IOException {
        List<KeyPart> key = terms.key().isEmpty() ? defaults.key() : terms.key();
        RequestKeys keys =
                new RequestKeys(key.isEmpty() ? List.of(KeyPart.CLIENT_IP) : key, terms.prefix(), route.id());
        if (terms.limitsRequests()) {
            add(registry.limit(id, requests(terms), Unit.REQUESTS, terms), keys);
        }
        addOctets(id + MARK + "request-bytes", terms.requestOctets(), Unit.REQUEST_OCTETS, terms, keys);
        addOctets(id + MARK + "response-bytes", terms.responseOctets(), Unit.RESPONSE_OCTETS, terms, keys);
    }

    private void addOctets(String id, @Nullable Long most, Unit unit, LimitTerms terms, RequestKeys keys)
            throws IOException {
        if (most != null) {
            Long burst = terms.burstOctets();
            add(registry.limit(id, new Rate(most, SECOND, burst == null ? most : burst), unit, terms), keys);
        }
    }

    private void add(ActiveLimit limit, RequestKeys keys) {
        byStore.computeIfAbsent(limit.store(), store -> new ArrayList<>()).add(new Counted(limit, keys));
    }

    private Rate requests(LimitTerms terms) {
        Long requests = terms.requests();
        Long burst = terms.burst() == null ? defaults.burst() : terms.burst();
        return new Rate(
                requests == null ? defaults.rps() : requests,
                terms.period(),
                burst == null ? LimitKeys.USUAL_BURST : burst);
    }

    /** Those of this process first: what they refuse costs no way to others. */
    private List<RouteLimits.Group> groups() {
        return byStore.entrySet().stream()
                .sorted(Comparator.comparing(entry -> !entry.getKey().isLocal()))
                .map(entry -> new RouteLimits.Group(
                        entry.getKey(),
                        entry.getValue().stream().map(Counted::limit).toArray(ActiveLimit[]::new),
                        entry.getValue().stream().map(Counted::keys).toArray(RequestKeys[]::new)))
                .toList();
    }
}
