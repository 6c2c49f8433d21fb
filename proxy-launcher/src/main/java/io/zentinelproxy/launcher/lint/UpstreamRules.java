package io.zentinelproxy.launcher.lint;

import io.zentinelproxy.core.config.BalancingSettings;
import io.zentinelproxy.core.config.Configuration;
import io.zentinelproxy.core.config.RouteSettings;
import io.zentinelproxy.core.config.ShadowSettings;
import io.zentinelproxy.core.config.UpstreamSettings;
import io.zentinelproxy.core.config.UpstreamSettings.Target;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** What is warned of at the side of the origins. */
final class UpstreamRules {
    static final List<Rule> ALL = List.of(
            new Rule(
                    "unused-upstream",
                    "No route leads to it, so its targets never get a request. Name it in a route, or remove it.",
                    UpstreamRules::unused),
            new Rule(
                    "single-target",
                    "When its only target is down, so are the routes that lead to it. Add a second one where there is one.",
                    configuration -> upstreams(
                            configuration,
                            one -> one.discovery() == null && one.targets().size() == 1,
                            "has a single target")),
            new Rule(
                    "no-health-check",
                    "A target that is down is noticed by requests that fail at it. Add a health-check; type \"tcp\" is the least.",
                    configuration -> upstreams(
                            configuration, one -> one.health().check() == null, "does not check its targets")),
            new Rule(
                    "duplicate-target",
                    "The same server stands in it twice and gets twice the share. Set a weight if that is meant.",
                    configuration -> upstreams(configuration, UpstreamRules::repeatsATarget, "names a target twice")),
            new Rule(
                    "sticky-without-secret",
                    "Its cookies are signed with a key that only this process has: after a restart, and at other instances, clients"
                            + " lose their target. Set load-balancing.secret.",
                    configuration ->
                            upstreams(configuration, UpstreamRules::signsWithARandomKey, "is sticky without a secret")),
            new Rule(
                    "no-request-timeout",
                    "An origin that sends an octet now and then keeps its client and a connection for as long as it likes. Set"
                            + " timeouts.request, or a route's policies.timeout-secs, unless it serves event streams.",
                    UpstreamRules::withoutRequestTimeout));

    private UpstreamRules() {}

    private static Stream<String> upstreams(
            Configuration configuration, Predicate<UpstreamSettings> which, String what) {
        return configuration.upstreams().stream().filter(which).map(one -> "upstream \"" + one.id() + "\" " + what);
    }

    private static Stream<String> unused(Configuration configuration) {
        Set<String> used = leadingTo(configuration, route -> true);
        configuration.routes().stream()
                .map(RouteSettings::shadow)
                .filter(Objects::nonNull)
                .map(ShadowSettings::upstream)
                .forEach(used::add);
        return upstreams(configuration, one -> !used.contains(one.id()), "is used by no route");
    }

    /** A route's own timeout holds in place of the upstream's. */
    private static Stream<String> withoutRequestTimeout(Configuration configuration) {
        Set<String> unlimited =
                leadingTo(configuration, route -> route.policies().timeout() == null);
        return upstreams(
                configuration,
                one -> one.timeouts().request() == null && unlimited.contains(one.id()),
                "has no request timeout");
    }

    /** The upstreams that answer requests of some routes, their own and those that they fall back on. */
    private static Set<String> leadingTo(Configuration configuration, Predicate<RouteSettings> which) {
        Set<String> upstreams = new HashSet<>();
        configuration.routes().stream().filter(which).forEach(route -> {
            String upstream = route.upstream();
            if (upstream != null) {
                upstreams.add(upstream);
            }
            if (route.fallback() != null) {
                route.fallback().upstreams().forEach(other -> upstreams.add(other.upstream()));
            }
        });
        return upstreams;
    }

    private static boolean signsWithARandomKey(UpstreamSettings upstream) {
        return upstream.balancing() instanceof BalancingSettings.Sticky sticky && sticky.secret() == null;
    }

    private static boolean repeatsATarget(UpstreamSettings upstream) {
        Set<String> seen = new HashSet<>();
        for (Target target : upstream.targets()) {
            if (!seen.add(target.address().name())) {
                return true;
            }
        }
        return false;
    }
}
