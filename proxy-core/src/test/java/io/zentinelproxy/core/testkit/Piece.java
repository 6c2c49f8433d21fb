package io.zentinelproxy.core.testkit;

/**
 * A piece of KDL to be put into one block of {@link ProxyKdl}.
 *
 * @param block which block it goes to
 * @param kdl nodes, several separated by line ends or semicolons
 */
public record Piece(Block block, String kdl) {

    /** The places where a piece can go. */
    public enum Block {
        SYSTEM,
        LISTENER,
        ROUTES,
        UPSTREAM,
        UPSTREAMS,
        FILTERS,
        TOP,
        LIMITS,
        OBSERVABILITY
    }

    public static Piece system(String kdl) {
        return new Piece(Block.SYSTEM, kdl);
    }

    /** Keys of the one listener, {@code main}. */
    public static Piece listener(String kdl) {
        return new Piece(Block.LISTENER, kdl);
    }

    /** Route blocks in place of the default one, which sends everything to the upstream {@code origin}. */
    public static Piece routes(String kdl) {
        return new Piece(Block.ROUTES, kdl);
    }

    /** Keys of the upstream {@code origin}, beside its target. */
    public static Piece upstream(String kdl) {
        return new Piece(Block.UPSTREAM, kdl);
    }

    /** Upstream blocks beside {@code origin}. */
    public static Piece upstreams(String kdl) {
        return new Piece(Block.UPSTREAMS, kdl);
    }

    /** Filter blocks. */
    public static Piece filters(String kdl) {
        return new Piece(Block.FILTERS, kdl);
    }

    /** The default route, which sends everything to the upstream {@code origin}, with these keys beside. */
    public static Piece route(String kdl) {
        return routes("route \"all\" {\nmatches { path-prefix \"/\"; }\nupstream \"origin\"\n" + kdl + "\n}");
    }

    /** Blocks at the top level. */
    public static Piece top(String kdl) {
        return new Piece(Block.TOP, kdl);
    }

    public static Piece limits(String kdl) {
        return new Piece(Block.LIMITS, kdl);
    }

    public static Piece observability(String kdl) {
        return new Piece(Block.OBSERVABILITY, kdl);
    }
}
