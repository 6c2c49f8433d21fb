package io.zentinelproxy.inference.tokens;

/**
 * Where a text may be cut so that its parts count exactly what it counts: between two characters that no pattern of either vocabulary
 * ever takes into one piece, and of which the first part is split the same way whatever follows.
 */
final class Boundaries {
    private Boundaries() {}

    /** Whether the text may be cut before this place; decided by the two characters at it, surrogates not among them. */
    static boolean at(CharSequence text, int place) {
        char next = text.charAt(place);
        char last = text.charAt(place - 1);
        if (Character.isSurrogate(next) || Character.isSurrogate(last)) {
            return false;
        }
        return between(Characters.classOf(last), next, Characters.classOf(next));
    }

    /**
     * Words end before what is neither letter nor mark nor an apostrophe, numbers before what is none; anything that is not whitespace ends
     * before a blank; and a newline is the last of its piece where a word or a number follows.
     */
    private static boolean between(byte last, char next, byte nextKind) {
        if (nextKind == Characters.BLANK) {
            return !Characters.isSpace(last);
        }
        return switch (last) {
            case Characters.UPPER, Characters.LOWER, Characters.CASELESS ->
                nextKind >= Characters.NUMBER && next != '\'';
            case Characters.NUMBER -> nextKind != Characters.NUMBER && nextKind != Characters.MARK;
            case Characters.NEWLINE -> nextKind <= Characters.CASELESS || nextKind == Characters.NUMBER;
            default -> false;
        };
    }

    /** The last boundary above {@code from} and not above {@code to}; {@code from} if there is none. */
    static int last(CharSequence text, int from, int to) {
        for (int place = Math.min(to, text.length() - 1); place > from; place--) {
            if (at(text, place)) {
                return place;
            }
        }
        return from;
    }
}
