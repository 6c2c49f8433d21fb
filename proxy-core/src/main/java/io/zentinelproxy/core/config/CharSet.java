package io.zentinelproxy.core.config;

/** A set of ASCII characters. A configuration checks many short words, for which a pattern costs more than the rest of reading. */
final class CharSet {
    private static final int ASCII = 128;

    static final CharSet DIGITS = of("0123456789");
    static final CharSet LETTERS = of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");
    static final CharSet LETTERS_AND_DIGITS = DIGITS.and(LETTERS);

    private final boolean[] members;

    private CharSet(boolean[] members) {
        this.members = members;
    }

    static CharSet of(String characters) {
        boolean[] members = new boolean[ASCII];
        characters.chars().forEach(c -> members[c] = true);
        return new CharSet(members);
    }

    /** All from first to last, both included. */
    static CharSet range(int first, int last) {
        boolean[] members = new boolean[ASCII];
        for (int c = first; c <= last; c++) {
            members[c] = true;
        }
        return new CharSet(members);
    }

    /** This set and some characters more. */
    CharSet and(String characters) {
        return and(of(characters));
    }

    CharSet and(CharSet other) {
        boolean[] union = members.clone();
        for (int c = 0; c < ASCII; c++) {
            union[c] |= other.members[c];
        }
        return new CharSet(union);
    }

    boolean contains(char c) {
        return c < ASCII && members[c];
    }

    /** Whether a text has at least one character, and all of its characters are members. */
    boolean spells(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (!contains(text.charAt(i))) {
                return false;
            }
        }
        return !text.isEmpty();
    }
}
