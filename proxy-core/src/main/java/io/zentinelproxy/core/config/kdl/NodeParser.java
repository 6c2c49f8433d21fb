package io.zentinelproxy.core.config.kdl;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Nodes and their children by the grammar of KDL, as a recursive descent bounded by {@link #MAX_NESTING}. A node that cannot
 * be read is reported and skipped, so that one run finds the problems of all nodes. Confined to one thread.
 */
final class NodeParser {
    /** Blocks inside blocks. The deepest key of ours is at 6. */
    static final int MAX_NESTING = 64;

    /** A file that is not KDL at all would be wrong at every line. */
    static final int MAX_PROBLEMS = 100;

    private final SourceText source;
    private final Cursor cursor;
    private final Values values;
    private final List<Problem> problems = new ArrayList<>();
    private int parts;

    NodeParser(SourceText source, Dialect dialect) {
        this.source = source;
        this.cursor = new Cursor(source.text());
        this.values = new Values(dialect, source, cursor);
    }

    /** Reads the whole text. What it returns is meaningful only where {@link #problems} stays empty. */
    List<KdlNode> document() {
        cursor.take('\uFEFF');
        List<KdlNode> nodes = new ArrayList<>();
        try {
            readNodes(nodes, 0);
            while (!cursor.atEnd()) {
                report(SyntaxError.at(cursor.offset(), "`}` closes no block"));
                cursor.skip(1);
                readNodes(nodes, 0);
            }
        } catch (SyntaxError fatal) {
            report(fatal);
        }
        return List.copyOf(nodes);
    }

    List<Problem> problems() {
        return List.copyOf(problems);
    }

    /** Reads nodes up to the end or to a closing brace, which stays. @throws SyntaxError only a fatal one */
    private void readNodes(List<KdlNode> into, int depth) throws SyntaxError {
        while (problems.size() < MAX_PROBLEMS) {
            try {
                cursor.skipLineSpace();
                if (cursor.atEnd() || cursor.peek() == '}') {
                    return;
                }
                readNode(into, depth);
            } catch (SyntaxError error) {
                if (error.fatal) {
                    throw error;
                }
                report(error);
                recover(depth);
            }
        }
        cursor.moveTo(source.text().length());
    }

    private void report(SyntaxError error) {
        if (problems.size() < MAX_PROBLEMS) {
            problems.add(error.in(source));
        }
    }

    private void readNode(List<KdlNode> into, int depth) throws SyntaxError {
        boolean commented = takeSlashdash();
        KdlNode node = node(depth);
        if (!commented) {
            into.add(node);
        }
    }

    private boolean takeSlashdash() throws SyntaxError {
        if (!cursor.looksAt("/-")) {
            return false;
        }
        cursor.skip(2);
        cursor.skipLineSpace();
        return true;
    }

    private void countPart() throws SyntaxError {
        if (++parts > KdlDocument.MAX_PARTS) {
            throw SyntaxError.fatal(
                    cursor.offset(), "there are more than " + KdlDocument.MAX_PARTS + " nodes and values");
        }
    }

    private KdlNode node(int depth) throws SyntaxError {
        countPart();
        String type = values.optionalType();
        Position position = values.here();
        String name = values.name("the name of a node");
        NodeBuilder node = new NodeBuilder(position, type, name);
        boolean spaced = cursor.skipNodeSpace();
        while (!takeTerminator(depth)) {
            part(node, spaced, depth);
            spaced = cursor.skipNodeSpace();
        }
        return node.build();
    }

    /** Whether the node ends here. A closing brace ends it, but belongs to the block around it. */
    private boolean takeTerminator(int depth) throws SyntaxError {
        return cursor.atEnd()
                || cursor.take(';')
                || cursor.takeNewline()
                || cursor.skipLineComment()
                || (depth > 0 && cursor.peek() == '}');
    }

    /** An entry or a block of children, perhaps commented out. */
    private void part(NodeBuilder node, boolean spaced, int depth) throws SyntaxError {
        int start = cursor.offset();
        boolean commented = takeSlashdash();
        if (cursor.peek() == '{') {
            List<KdlNode> children = children(depth);
            node.block(children, commented, start);
            return;
        }
        if (cursor.peek() == '=') {
            throw SyntaxError.at(
                    start, "`=` stands between a property and its value, not behind the name of a node", "a space");
        }
        if (!spaced && !commented) {
            throw SyntaxError.at(
                    start, "two values, or a name and a value, stand without a space between", "a space before this");
        }
        node.requireBeforeBlocks(start);
        if (commented) {
            entry(new NodeBuilder(node.position, null, ""));
        } else {
            entry(node);
        }
    }

    private void entry(NodeBuilder node) throws SyntaxError {
        countPart();
        Position position = values.here();
        String type = values.optionalType();
        int start = cursor.offset();
        String key = type == null ? propertyName() : null;
        if (key == null) {
            cursor.moveTo(start);
            node.arguments.add(values.value(position, type));
            return;
        }
        values.skipSpaceAroundSigns();
        Position valuePosition = values.here();
        String valueType = values.optionalType();
        node.properties.add(new KdlProperty(position, key, values.value(valuePosition, valueType)));
    }

    /** The name of a property up to and including its {@code =}, or null where what is here is an argument. */
    private @Nullable String propertyName() throws SyntaxError {
        int start = cursor.offset();
        boolean quoted = values.isQuoted();
        String word = quoted ? values.quotedText() : values.word();
        int end = cursor.offset();
        values.skipSpaceAroundSigns();
        if (end == start || !cursor.take('=')) {
            return null;
        }
        if (!quoted) {
            values.requireIdentifier(word, start);
        }
        return word;
    }

    private List<KdlNode> children(int depth) throws SyntaxError {
        int open = cursor.offset();
        if (depth == MAX_NESTING) {
            throw SyntaxError.fatal(open, "blocks are nested deeper than " + MAX_NESTING);
        }
        cursor.skip(1);
        List<KdlNode> children = new ArrayList<>();
        readNodes(children, depth + 1);
        if (!cursor.take('}')) {
            throw SyntaxError.fatal(open, "this block is never closed");
        }
        return children;
    }

    /** Skips to where the next node may begin. Blocks on the way are read, so that what is wrong in them is found as well. */
    private void recover(int depth) throws SyntaxError {
        while (!cursor.atEnd() && !cursor.take(';') && !cursor.takeNewline()) {
            if (cursor.peek() == '{') {
                children(Math.min(depth, MAX_NESTING));
            } else if (cursor.peek() == '}' && depth > 0) {
                return;
            } else if (cursor.peek() == '"') {
                skipQuoted();
            } else {
                cursor.step();
            }
        }
    }

    /** A brace inside a string must not be taken for a block. */
    private void skipQuoted() {
        cursor.step();
        while (!cursor.atEnd() && !Dialect.isNewline(cursor.peek()) && !cursor.take('"')) {
            cursor.skip(cursor.peek() == '\\' && !Dialect.isNewline(cursor.ahead(1)) ? 2 : 1);
        }
    }
}
