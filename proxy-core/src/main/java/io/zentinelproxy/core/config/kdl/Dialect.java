package io.zentinelproxy.core.config.kdl;

/** The two versions of the language, by what differs between their characters. */
enum Dialect {
    /** KDL 2.0.0. */
    KDL2("\\/(){};[]\"#="),
    /** KDL 1.0.0. */
    KDL1("\\/(){}<>;[]=,\"");

    private static final int ASCII = 128;

    /** Filled by the constructor, then only read. */
    @SuppressWarnings("ImmutableEnumChecker")
    private final boolean[] asciiIdentifierChars = new boolean[ASCII];

    Dialect(String reserved) {
        for (char c = 0; c < ASCII; c++) {
            asciiIdentifierChars[c] = reserved.indexOf(c) < 0 && !isSpace(c) && !isNewline(c) && !isDisallowed(c);
        }
    }

    /** Whether the code point may be part of a bare identifier. */
    boolean isIdentifierChar(int codePoint) {
        if (codePoint < ASCII) {
            return codePoint >= 0 && asciiIdentifierChars[codePoint];
        }
        return !isSpace(codePoint) && !isNewline(codePoint) && !isDisallowed(codePoint);
    }

    /** White space that does not end a line (KDL 2.0 section 3.17). */
    static boolean isSpace(int codePoint) {
        return switch (codePoint) {
            case '\t', ' ', 0xA0, 0x1680, 0x202F, 0x205F, 0x3000 -> true;
            default -> codePoint >= 0x2000 && codePoint <= 0x200A;
        };
    }

    /** What ends a line (KDL 2.0 section 3.18); CR LF is one newline of two characters. */
    static boolean isNewline(int codePoint) {
        return switch (codePoint) {
            case '\n', '\r', 0x0B, 0x0C, 0x85, 0x2028, 0x2029 -> true;
            default -> false;
        };
    }

    /**
     * Code points that may not stand literally anywhere (KDL 2.0 section 3.19). Refused in KDL 1 as well: the direction
     * controls among them make a file read differently from what it says.
     */
    static boolean isDisallowed(int codePoint) {
        if (codePoint < 0x20) {
            return codePoint <= 0x08 || codePoint >= 0x0E;
        }
        return codePoint == 0x7F
                || (codePoint >= 0xD800 && codePoint <= 0xDFFF)
                || codePoint == 0x200E
                || codePoint == 0x200F
                || (codePoint >= 0x202A && codePoint <= 0x202E)
                || (codePoint >= 0x2066 && codePoint <= 0x2069)
                || codePoint == 0xFEFF;
    }
}
