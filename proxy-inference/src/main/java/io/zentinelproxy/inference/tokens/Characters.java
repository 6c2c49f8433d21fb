package io.zentinelproxy.inference.tokens;

/**
 * What the patterns of both vocabularies tell apart in a character, by its general category (Unicode), and whitespace as its property
 * {@code White_Space} has it.
 */
final class Characters {
    /** Upper and title case: Lu, Lt. */
    static final byte UPPER = 1;
    /** Ll. */
    static final byte LOWER = 2;
    /** Letters that go with either case: Lm, Lo. */
    static final byte CASELESS = 3;
    /** Mn, Mc, Me. */
    static final byte MARK = 4;
    /** Nd, Nl, No. */
    static final byte NUMBER = 5;

    static final byte NEWLINE = 6;
    /** Whitespace other than carriage return and line feed. */
    static final byte BLANK = 7;

    static final byte OTHER = 8;

    private static final int BMP = 1 << 16;
    private static final String BLANKS = "\t\u000B\f \u0085\u00A0\u1680\u2028\u2029\u202F\u205F\u3000";

    /** Made once from {@link Character}; never written again. */
    private static final byte[] CLASSES = classes();

    private Characters() {}

    /** The class of a code point. */
    static byte classOf(int codePoint) {
        return codePoint < BMP ? CLASSES[codePoint] : compute(codePoint);
    }

    static boolean isLetter(byte kind) {
        return kind <= CASELESS;
    }

    static boolean isSpace(byte kind) {
        return kind == NEWLINE || kind == BLANK;
    }

    private static byte[] classes() {
        byte[] classes = new byte[BMP];
        for (int c = 0; c < BMP; c++) {
            classes[c] = compute(c);
        }
        return classes;
    }

    private static byte compute(int codePoint) {
        if (codePoint == '\r' || codePoint == '\n') {
            return NEWLINE;
        }
        if (BLANKS.indexOf(codePoint) >= 0 || codePoint >= 0x2000 && codePoint <= 0x200A) {
            return BLANK;
        }
        return switch (Character.getType(codePoint)) {
            case Character.UPPERCASE_LETTER, Character.TITLECASE_LETTER -> UPPER;
            case Character.LOWERCASE_LETTER -> LOWER;
            case Character.MODIFIER_LETTER, Character.OTHER_LETTER -> CASELESS;
            case Character.NON_SPACING_MARK, Character.COMBINING_SPACING_MARK, Character.ENCLOSING_MARK -> MARK;
            case Character.DECIMAL_DIGIT_NUMBER, Character.LETTER_NUMBER, Character.OTHER_NUMBER -> NUMBER;
            default -> OTHER;
        };
    }
}
