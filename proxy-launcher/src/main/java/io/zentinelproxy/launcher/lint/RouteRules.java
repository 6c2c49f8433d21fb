package io.zentinelproxy.launcher.lint;

import io.zentinelproxy.core.config.Configuration;
import io.zentinelproxy.core.config.PolicySettings.FailureMode;
import io.zentinelproxy.core.config.RouteSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** What is warned of between routes. */
final class RouteRules {
    /** Every route is compared with every other; a generated file with more is not. */
    private static final int MAX_COMPARED = 2000;

    static final List<Rule> ALL = List.of(
            new Rule(
                    "unreachable-route",
                    "Another route is tried before it and takes all that it would take. Remove one of them, narrow the other, or"
                            + " change their priorities.",
                    RouteRules::unreachable),
            new Rule(
                    "fails-open",
                    "Where a filter fails or content cannot be held the request goes on without that step. Where the step protects"
                            + " something, set policies.failure-mode to closed, the default.",
                    RouteRules::failingOpen));

    private RouteRules() {}

    private static Stream<String> failingOpen(Configuration configuration) {
        return configuration.routes().stream()
                .filter(route -> route.policies().failureMode() == FailureMode.OPEN)
                .map(route -> "route \"" + route.id() + "\" fails open");
    }

    private static Stream<String> unreachable(Configuration configuration) {
        List<RouteSettings> routes = configuration.routes();
        List<String> found = new ArrayList<>();
        for (int later = 0; later < Math.min(routes.size(), MAX_COMPARED); later++) {
            for (int other = 0; other < Math.min(routes.size(), MAX_COMPARED); other++) {
                if (other != later && hides(routes, other, later)) {
                    found.add("route \"" + routes.get(later).id() + "\" is hidden by route \""
                            + routes.get(other).id() + "\"");
                    break;
                }
            }
        }
        return found.stream();
    }

    /** Whether one is certainly tried first and takes all of the other's requests. Of equal priority, only twins are certain. */
    private static boolean hides(List<RouteSettings> routes, int hiding, int hidden) {
        RouteSettings first = routes.get(hiding);
        RouteSettings second = routes.get(hidden);
        if (!Objects.equals(first.namespace(), second.namespace())) {
            // Which of them a request meets depends on the listener.
            return false;
        }
        if (first.priority() == second.priority()) {
            return hiding < hidden
                    && Coverage.covers(first.matches(), second.matches())
                    && Coverage.covers(second.matches(), first.matches());
        }
        return first.priority() > second.priority() && Coverage.covers(first.matches(), second.matches());
    }
}
