package io.zentinelproxy.core.config;

/** A configuration of any size: many routes, each with an upstream of its own, with comments, as a generator writes them. */
final class LargeConfiguration {
    private LargeConfiguration() {}

    static String ofAtLeast(int octets) {
        StringBuilder routes = new StringBuilder("routes {\n");
        StringBuilder upstreams = new StringBuilder("upstreams {\n");
        for (int i = 0; routes.length() + upstreams.length() < octets; i++) {
            routes.append(ROUTE.formatted(i));
            upstreams.append(UPSTREAM.formatted(i));
        }
        return "listeners {\n    listener \"main\" {\n        address \"127.0.0.1:0\"\n    }\n}\n"
                + routes.append("}\n")
                + upstreams.append("}\n");
    }

    private static final String ROUTE = """
                // Tenant %1$d
                route "tenant-%1$d" {
                    priority "high"
                    matches {
                        path-prefix "/tenants/%1$d" "/t/%1$d"
                        host "t%1$d.example.com"
                        method "GET" "POST"
                        header "X-Tenant" "%1$d"
                    }
                    upstream "origin-%1$d"
                }
            """;

    private static final String UPSTREAM = """
                upstream "origin-%1$d" {
                    target "10.0.0.1:8080" weight=2
                    targets {
                        target { address "app-%1$d.internal:80"; weight 3 }
                    }
                    load-balancing "round_robin"
                    timeouts {
                        connect-secs 10
                        request-secs 60
                    }
                    connection-pool {
                        max-connections 100
                        idle-timeout "60s"
                    }
                }
            """;
}
