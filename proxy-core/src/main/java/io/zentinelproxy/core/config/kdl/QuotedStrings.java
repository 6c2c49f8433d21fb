package io.zentinelproxy.core.config.kdl;

/** Strings between quotation marks, of one line in KDL 2 and of any number of lines in KDL 1. */
final class QuotedStrings {
    private final Dialect dialect;
    private final Escapes escapes;
    private final MultiLineStrings multiLine;

    QuotedStrings(Dialect dialect) {
        this.dialect = dialect;
        this.escapes = new Escapes(dialect);
        this.multiLine = new MultiLineStrings(escapes);
    }

    /** Reads a quoted string, the cursor being on its opening quotation mark. */
    String read(Cursor cursor) throws SyntaxError {
        if (dialect == Dialect.KDL2 && cursor.looksAt("\"\"\"")) {
            return multiLine.read(cursor);
        }
        int start = cursor.offset();
        cursor.skip(1);
        int from = cursor.offset();
        skipPlain(cursor);
        String plain = cursor.since(from);
        if (cursor.take('"')) {
            return plain;
        }
        try {
            return readWithEscapes(cursor, new StringBuilder(plain), start);
        } catch (SyntaxError error) {
            skipRest(cursor);
            throw error;
        }
    }

    /** What follows a string with a mistake in it is not a part of it: the next nodes are still to be read. */
    private static void skipRest(Cursor cursor) {
        while (!cursor.atEnd() && !Dialect.isNewline(cursor.peek()) && !cursor.take('"')) {
            cursor.skip(cursor.looksAt("\\\"") || cursor.looksAt("\\\\") ? 2 : 1);
        }
    }

    /** The common case: nothing to replace up to the closing mark. */
    private static void skipPlain(Cursor cursor) {
        for (char c = cursor.ahead(0); c >= ' ' && c < 0x7F && c != '"' && c != '\\'; c = cursor.ahead(0)) {
            cursor.skip(1);
        }
    }

    private String readWithEscapes(Cursor cursor, StringBuilder value, int start) throws SyntaxError {
        while (!cursor.take('"')) {
            requireInside(cursor, start);
            if (cursor.peek() == '\\') {
                readEscape(cursor, value);
            } else {
                cursor.requireAllowed();
                value.appendCodePoint(cursor.peek());
                cursor.step();
            }
        }
        return value.toString();
    }

    private void requireInside(Cursor cursor, int start) throws SyntaxError {
        if (cursor.atEnd()) {
            throw SyntaxError.at(start, "this string is never closed", "a closing `\"`");
        }
        if (dialect == Dialect.KDL2 && Dialect.isNewline(cursor.peek())) {
            throw SyntaxError.at(
                    start,
                    "this string is not closed on its line",
                    "a closing `\"`, or \"\"\" around a string of several lines");
        }
    }

    private void readEscape(Cursor cursor, StringBuilder value) throws SyntaxError {
        if (dialect == Dialect.KDL2 && skipEscapedWhitespace(cursor)) {
            return;
        }
        value.appendCodePoint(escapes.read(cursor));
    }

    /** {@code ws-escape}: a backslash and all literal white space behind it stand for nothing. */
    static boolean skipEscapedWhitespace(Cursor cursor) {
        int next = cursor.ahead(1);
        if (!Dialect.isSpace(next) && !Dialect.isNewline(next)) {
            return false;
        }
        cursor.skip(1);
        boolean more = true;
        while (more) {
            more = cursor.skipSpaces() || cursor.takeNewline();
        }
        return true;
    }
}
