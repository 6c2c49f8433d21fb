package io.zentinelproxy.core.config.kdl;

import java.util.List;

/** The nodes of one text. */
public record KdlDocument(SourceText source, List<KdlNode> nodes) {
    /**
     * Nodes, arguments and properties of one text. Each takes some hundred octets of the heap, and who serves and reads a file anew must not die
     * of it. Ten thousand upstreams and as many routes have a seventh of it.
     */
    public static final int MAX_PARTS = 1_000_000;

    /**
     * Reads a text as KDL 2, and where that fails, the whole of it as KDL 1. The languages are made so that a text which is
     * both means the same in both.
     *
     * @throws KdlException with every problem found, of the reading as KDL 2
     */
    public static KdlDocument parse(String fileName, String text) throws KdlException {
        SourceText source = new SourceText(fileName, text);
        try {
            return parse(source, Dialect.KDL2);
        } catch (KdlException asKdl2) {
            return parseAsKdl1(source, asKdl2);
        }
    }

    /** Reads a text as KDL 2 only. */
    public static KdlDocument parseKdl2(String fileName, String text) throws KdlException {
        return parse(new SourceText(fileName, text), Dialect.KDL2);
    }

    private static KdlDocument parseAsKdl1(SourceText source, KdlException asKdl2) throws KdlException {
        try {
            return parse(source, Dialect.KDL1);
        } catch (KdlException asKdl1) {
            // Who writes today writes KDL 2: its complaints are the ones to act on.
            throw asKdl2;
        }
    }

    private static KdlDocument parse(SourceText source, Dialect dialect) throws KdlException {
        NodeParser parser = new NodeParser(source, dialect);
        List<KdlNode> nodes = parser.document();
        if (!parser.problems().isEmpty()) {
            throw new KdlException(parser.problems());
        }
        return new KdlDocument(source, nodes);
    }
}
