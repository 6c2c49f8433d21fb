package io.zentinelproxy.core.config.kdl;

/** Strings without escapes: {@code #"..."#} in KDL 2, {@code r#"..."#} in KDL 1. */
final class RawStrings {
    private final Dialect dialect;

    RawStrings(Dialect dialect) {
        this.dialect = dialect;
    }

    /** Whether a raw string begins here: its opening sign, then hashes, then a quotation mark. */
    boolean beginsAt(Cursor cursor) {
        if (cursor.ahead(0) != (dialect == Dialect.KDL1 ? 'r' : '#')) {
            return false;
        }
        int units = 1;
        while (cursor.ahead(units) == '#') {
            units++;
        }
        return cursor.ahead(units) == '"';
    }

    /** Reads a raw string, the cursor being on its first character. */
    String read(Cursor cursor) throws SyntaxError {
        int start = cursor.offset();
        if (dialect == Dialect.KDL1) {
            cursor.skip(1);
        }
        int hashes = 0;
        while (cursor.take('#')) {
            hashes++;
        }
        if (dialect == Dialect.KDL2 && cursor.looksAt("\"\"\"")) {
            return readMultiLine(cursor, hashes, start);
        }
        cursor.skip(1);
        return readBody(cursor, "\"" + "#".repeat(hashes), start);
    }

    private String readBody(Cursor cursor, String closing, int start) throws SyntaxError {
        int from = cursor.offset();
        while (!cursor.looksAt(closing)) {
            if (cursor.atEnd() || (dialect == Dialect.KDL2 && Dialect.isNewline(cursor.peek()))) {
                throw SyntaxError.at(start, "this raw string is not closed", "`" + closing + "`");
            }
            cursor.requireAllowed();
            cursor.step();
        }
        String value = cursor.since(from);
        cursor.skip(closing.length());
        return value;
    }

    private static String readMultiLine(Cursor cursor, int hashes, int start) throws SyntaxError {
        String closing = "\"\"\"" + "#".repeat(hashes);
        MultiLineStrings.open(cursor, start);
        StringBuilder body = new StringBuilder("\n");
        while (!cursor.looksAt(closing)) {
            MultiLineStrings.requireInside(cursor, start);
            MultiLineStrings.appendLiteral(cursor, body);
        }
        cursor.skip(closing.length());
        return MultiLineStrings.dedent(body.toString(), start);
    }
}
