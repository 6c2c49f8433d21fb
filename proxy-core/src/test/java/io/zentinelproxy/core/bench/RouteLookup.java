package io.zentinelproxy.core.bench;

import io.zentinelproxy.core.config.ConfigurationException;
import io.zentinelproxy.core.config.ConfigurationLoader;
import io.zentinelproxy.core.http.RequestHead;
import io.zentinelproxy.core.route.Route;
import io.zentinelproxy.core.route.RouteTable;
import io.zentinelproxy.core.route.Sample;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What it costs to find the route that would be asked last, among few routes and among many. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class RouteLookup {
    @Param({"10", "100", "1000", "10000"})
    public int routes;

    @Param({"path", "prefix", "host", "mixed"})
    public String kind = "path";

    private RouteTable table;
    private RequestHead head;

    @Setup
    public void load() throws ConfigurationException {
        StringBuilder text = new StringBuilder("""
                listeners { listener "l" { address "127.0.0.1:0"; }; }
                upstreams { upstream "u" { target "127.0.0.1:1"; }; }
                routes {
                """);
        for (int i = 1; i <= routes; i++) {
            text.append("route \"r%d\" { matches { %s; }; upstream \"u\"; }%n".formatted(i, conditions(i)));
        }
        table = new RouteTable(
                ConfigurationLoader.parse("bench.kdl", text.append("}\n").toString())
                        .routes());
        head = request(routes);
        if (!find().routeId().equals("r" + routes)) {
            throw new IllegalStateException("the request takes " + find());
        }
    }

    private String conditions(int number) {
        return switch (kind) {
            case "path" -> "path \"/service-%05d/items\"".formatted(number);
            case "prefix" -> "path-prefix \"/service-%05d\"".formatted(number);
            case "host" -> "host \"shop-%05d.example.com\"".formatted(number);
            case "mixed" -> mixed(number);
            default -> throw new IllegalStateException(kind);
        };
    }

    /** Kinds in turn, so that tables of each kind grow; the last route is one of a prefix. */
    private String mixed(int number) {
        return switch ((routes - number) % 4) {
            case 1 -> "host \"shop-%05d.example.com\"; path \"/items\"".formatted(number);
            case 2 -> "host \"*.shop-%05d.example.com\"; path-prefix \"/items\"".formatted(number);
            case 3 -> "path-regex \"^/service-%05d/[0-9]+$\"".formatted(number);
            default -> "path-prefix \"/service-%05d\"".formatted(number);
        };
    }

    private RequestHead request(int number) {
        String host = kind.equals("host") ? "shop-%05d.example.com".formatted(number) : "www.example.com";
        return Sample.get(host, "/service-%05d/items".formatted(number)).head();
    }

    @Benchmark
    public Route find() {
        return table.match(head);
    }
}
