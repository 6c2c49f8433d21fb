package io.zentinelproxy.core.config.kdl;

/**
 * Strings between three quotation marks (KDL 2.0 section 3.11). The white space before the closing marks is taken off every
 * line: after white space escapes are resolved, before the other escapes are.
 */
final class MultiLineStrings {
    private static final String MARKS = "\"\"\"";

    private final Escapes escapes;

    MultiLineStrings(Escapes escapes) {
        this.escapes = escapes;
    }

    /** Reads a string with escapes, the cursor being on its opening marks. */
    String read(Cursor cursor) throws SyntaxError {
        int start = cursor.offset();
        try {
            return resolve(dedent(body(cursor, start), start));
        } catch (SyntaxError error) {
            skipRest(cursor, start);
            throw error;
        }
    }

    /** If the mistake is inside the string, what follows its closing marks is still to be read. */
    private static void skipRest(Cursor cursor, int start) {
        boolean closed = cursor.since(start).length() > MARKS.length()
                && cursor.since(start).endsWith(MARKS);
        while (!closed && !cursor.atEnd()) {
            closed = cursor.looksAt(MARKS);
            cursor.skip(closed ? MARKS.length() : 1);
        }
    }

    private String body(Cursor cursor, int start) throws SyntaxError {
        open(cursor, start);
        StringBuilder body = new StringBuilder("\n");
        while (!cursor.looksAt(MARKS)) {
            requireInside(cursor, start);
            if (cursor.peek() == '\\') {
                keepEscape(cursor, body);
            } else {
                appendLiteral(cursor, body);
            }
        }
        cursor.skip(MARKS.length());
        return body.toString();
    }

    /** Checks an escape where its place is known, and leaves it to be resolved once the lines are dedented. */
    private void keepEscape(Cursor cursor, StringBuilder body) throws SyntaxError {
        if (QuotedStrings.skipEscapedWhitespace(cursor)) {
            return;
        }
        int from = cursor.offset();
        escapes.read(cursor);
        body.append(cursor.since(from));
    }

    private String resolve(String dedented) throws SyntaxError {
        if (dedented.indexOf('\\') < 0) {
            return dedented;
        }
        StringBuilder value = new StringBuilder();
        Cursor cursor = new Cursor(dedented);
        while (!cursor.atEnd()) {
            if (cursor.peek() == '\\') {
                value.appendCodePoint(escapes.read(cursor));
            } else {
                value.appendCodePoint(cursor.peek());
                cursor.step();
            }
        }
        return value.toString();
    }

    /** Steps over the opening marks and the newline that must follow them. */
    static void open(Cursor cursor, int start) throws SyntaxError {
        cursor.skip(MARKS.length());
        if (!cursor.takeNewline()) {
            throw SyntaxError.at(
                    start, "a multi-line string begins on the line after its \"\"\"", "a newline after \"\"\"");
        }
    }

    static void requireInside(Cursor cursor, int start) throws SyntaxError {
        if (cursor.atEnd()) {
            throw SyntaxError.fatal(start, "this multi-line string is never closed");
        }
    }

    /** Appends the code point here; every newline becomes a line feed. */
    static void appendLiteral(Cursor cursor, StringBuilder body) throws SyntaxError {
        if (cursor.takeNewline()) {
            body.append('\n');
            return;
        }
        cursor.requireAllowed();
        body.appendCodePoint(cursor.peek());
        cursor.step();
    }

    /**
     * @param body the lines, each begun by a line feed; the last is what stands before the closing marks
     * @param start offset to blame
     */
    static String dedent(String body, int start) throws SyntaxError {
        int last = body.lastIndexOf('\n');
        String prefix = body.substring(last + 1);
        if (!isBlank(prefix)) {
            throw SyntaxError.at(start, "a multi-line string ends with its \"\"\" on a line of its own");
        }
        if (last == 0) {
            return "";
        }
        StringBuilder value = new StringBuilder();
        for (String line : body.substring(1, last).split("\n", -1)) {
            value.append(dedentLine(line, prefix, start)).append('\n');
        }
        value.setLength(value.length() - 1);
        return value.toString();
    }

    private static String dedentLine(String line, String prefix, int start) throws SyntaxError {
        if (isBlank(line)) {
            return "";
        }
        if (!line.startsWith(prefix)) {
            throw SyntaxError.at(
                    start,
                    "a line of this string is indented otherwise than its closing \"\"\"",
                    "the same white space before each line");
        }
        return line.substring(prefix.length());
    }

    private static boolean isBlank(String line) {
        return line.chars().allMatch(Dialect::isSpace);
    }
}
