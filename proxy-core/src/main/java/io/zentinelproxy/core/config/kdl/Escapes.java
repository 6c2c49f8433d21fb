package io.zentinelproxy.core.config.kdl;

/** What a backslash in a quoted string stands for (KDL 2.0 section 3.10.1). */
final class Escapes {
    private static final int MAX_HEX_DIGITS = 6;

    private final Dialect dialect;

    Escapes(Dialect dialect) {
        this.dialect = dialect;
    }

    /**
     * Reads one escape, the cursor being on its backslash. White space escapes are not handled here.
     *
     * @return the code point meant
     */
    int read(Cursor cursor) throws SyntaxError {
        int start = cursor.offset();
        cursor.skip(1);
        char c = cursor.ahead(0);
        if (c == 'u') {
            cursor.skip(1);
            return readUnicode(cursor, start);
        }
        int meant = simple(c);
        if (meant < 0) {
            throw SyntaxError.at(start, "no such escape in a string", expected());
        }
        cursor.skip(1);
        return meant;
    }

    private int simple(char c) {
        return switch (c) {
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case '\\' -> '\\';
            case '"' -> '"';
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 's' -> dialect == Dialect.KDL2 ? ' ' : -1;
            case '/' -> dialect == Dialect.KDL1 ? '/' : -1;
            default -> -1;
        };
    }

    private String expected() {
        String kdl2 = "one of \\n \\r \\t \\\\ \\\" \\b \\f \\s \\u{...}; a literal backslash is written \\\\";
        return dialect == Dialect.KDL2 ? kdl2 : kdl2.replace("\\s", "\\/");
    }

    private static int readUnicode(Cursor cursor, int start) throws SyntaxError {
        boolean opened = cursor.take('{');
        int digits = 0;
        int codePoint = 0;
        while (Character.digit(cursor.ahead(0), 16) >= 0 && cursor.ahead(0) < 0x80 && digits <= MAX_HEX_DIGITS) {
            codePoint = codePoint * 16 + Character.digit(cursor.ahead(0), 16);
            cursor.skip(1);
            digits++;
        }
        boolean wellFormed = opened && digits > 0 && digits <= MAX_HEX_DIGITS && cursor.take('}');
        if (!wellFormed || !isScalar(codePoint)) {
            throw SyntaxError.at(
                    start, "not a unicode escape", "\\u{...} with 1 to 6 hex digits of a Unicode scalar value");
        }
        return codePoint;
    }

    private static boolean isScalar(int codePoint) {
        return codePoint <= Character.MAX_CODE_POINT && (codePoint < 0xD800 || codePoint > 0xDFFF);
    }
}
