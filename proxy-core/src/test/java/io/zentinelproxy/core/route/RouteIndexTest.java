package io.zentinelproxy.core.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.config.RouteSettings;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The index answers as asking all routes in order does. */
class RouteIndexTest {
    private static final int WORLDS = 1_000;
    private static final int REQUESTS = 60;

    private static String taken(RouteTable table, Sample request) {
        Route route = table.match(request.head());
        return route == null ? "" : route.routeId();
    }

    @Test
    void anyRequestTakesTheRouteThatALinearScanFinds() {
        int matched = 0;
        for (int seed = 0; seed < WORLDS; seed++) {
            RandomRoutes world = new RandomRoutes(seed);
            List<RouteSettings> routes = world.routes();
            RouteTable table = new RouteTable(routes);
            LinearScan scan = new LinearScan(routes, route -> 0);
            for (int i = 0; i < REQUESTS; i++) {
                Sample request = world.request();
                String expected = scan.match(request);
                matched += expected.isEmpty() ? 0 : 1;
                assertThat(taken(table, request))
                        .as("world %d, %s among %s", seed, request, routes)
                        .isEqualTo(expected);
            }
        }
        assertThat(matched).as("requests that a route takes").isGreaterThan(WORLDS * REQUESTS / 10);
    }

    @Test
    void aPartTakesWhatALinearScanOfThatPartFindsAndNearScopesFirst() {
        for (int seed = 0; seed < WORLDS / 3; seed++) {
            RandomRoutes world = new RandomRoutes(seed);
            List<RouteSettings> routes = world.routes();
            RouteTable part = new RouteTable(routes).only(number -> number % 3 != 0, number -> number % 2);
            List<RouteSettings> included = routes.stream()
                    .filter(route -> routes.indexOf(route) % 3 != 0)
                    .toList();
            LinearScan scan = new LinearScan(included, route -> routes.indexOf(route) % 2);
            for (int i = 0; i < REQUESTS; i++) {
                Sample request = world.request();
                Route found = part.match(request.head());
                assertThat(found == null ? "" : found.routeId())
                        .as("world %d, %s", seed, request)
                        .isEqualTo(scan.match(request));
                assertThat(found == null || routes.get(found.number()).id().equals(found.routeId()))
                        .as("a route of a part keeps its number")
                        .isTrue();
            }
        }
    }

    @Test
    void aPathOfNothingButSlashesIsWalkedNoFurtherThanTheLongestPrefix() {
        RouteTable table = new RouteTable(new RandomRoutes(1).routes());
        Sample hostile = Sample.get("a.".repeat(4000) + "a", "/".repeat(8000));

        assertThat(taken(table, hostile))
                .isEqualTo(new LinearScan(new RandomRoutes(1).routes(), r -> 0).match(hostile));
    }
}
