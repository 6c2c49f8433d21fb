package io.zentinelproxy.core.testkit;

import io.zentinelproxy.core.testkit.Piece.Block;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.stream.Collectors;

/** The configuration text of a proxy in front of one origin: everything at its default, but for the pieces of the test. */
public final class ProxyKdl {

    private static final String EVERYTHING = """
            route "all" {
                matches { path-prefix "/"; }
                upstream "origin"
            }""";

    private ProxyKdl() {}

    /**
     * One listener {@code main} on a free loopback port, one route {@code all}, one upstream {@code origin}. Access log and
     * metrics are off unless a piece turns them on.
     */
    public static String inFrontOf(InetSocketAddress origin, Piece... pieces) {
        List<Piece> all = List.of(pieces);
        return """
                system {
                %s
                }
                listeners {
                    listener "main" {
                        address "127.0.0.1:0"
                %s
                    }
                }
                routes {
                %s
                }
                upstreams {
                    upstream "origin" {
                %s
                    }
                %s
                }
                filters {
                %s
                }
                %s
                limits {
                %s
                }
                observability {
                %s
                }
                """.formatted(
                        of(all, Block.SYSTEM, ""),
                        of(all, Block.LISTENER, ""),
                        of(all, Block.ROUTES, EVERYTHING),
                        target(origin, of(all, Block.UPSTREAM, "")),
                        of(all, Block.UPSTREAMS, ""),
                        of(all, Block.FILTERS, ""),
                        of(all, Block.TOP, ""),
                        of(all, Block.LIMITS, ""),
                        of(all, Block.OBSERVABILITY, "access-log { enabled #false; }\nmetrics { enabled #false; }"));
    }

    /** The default target, unless the test's own piece names targets. */
    private static String target(InetSocketAddress origin, String pieces) {
        return pieces.contains("target") || pieces.contains("discovery ")
                ? pieces
                : "target \"127.0.0.1:" + origin.getPort() + "\"\n" + pieces;
    }

    private static String of(List<Piece> pieces, Block block, String otherwise) {
        String kdl = pieces.stream()
                .filter(piece -> piece.block() == block)
                .map(Piece::kdl)
                .collect(Collectors.joining("\n"));
        return kdl.isEmpty() ? otherwise : kdl;
    }
}
