package io.zentinelproxy.inference.models;

import java.util.ArrayList;
import java.util.List;

/**
 * A pattern of model names: {@code *} stands for any characters, or none; all else for itself, with its case. Its pieces between the
 * stars are looked for one behind the other, each at the first place it is found, by the tables of Knuth, Morris and Pratt: a name is
 * looked at once, whatever the pattern. Immutable.
 */
public final class ModelGlob {
    /** UTF-16 units of a pattern, and of a name: a longer name fits nothing. */
    public static final int MAX_LENGTH = 256;

    private final String pattern;
    private final String start;
    private final String end;
    private final boolean exact;
    private final List<Piece> pieces;

    /** What stands between two stars, and for each of its beginnings the length of the longest shorter one that also ends it. */
    private record Piece(String text, int[] borders) {
        static Piece of(String text) {
            int[] borders = new int[text.length()];
            for (int i = 1, length = 0; i < borders.length; i++) {
                while (length > 0 && text.charAt(i) != text.charAt(length)) {
                    length = borders[length - 1];
                }
                length += text.charAt(i) == text.charAt(length) ? 1 : 0;
                borders[i] = length;
            }
            return new Piece(text, borders);
        }

        /** Behind its first place in the name from here to there, or -1. */
        int after(String name, int from, int to) {
            int matched = 0;
            for (int i = from; i < to; i++) {
                while (matched > 0 && name.charAt(i) != text.charAt(matched)) {
                    matched = borders[matched - 1];
                }
                matched += name.charAt(i) == text.charAt(matched) ? 1 : 0;
                if (matched == text.length()) {
                    return i + 1;
                }
            }
            return -1;
        }
    }

    private ModelGlob(String pattern) {
        this.pattern = pattern;
        int first = pattern.indexOf('*');
        int last = pattern.lastIndexOf('*');
        exact = first < 0;
        start = exact ? pattern : pattern.substring(0, first);
        end = exact ? "" : pattern.substring(last + 1);
        pieces = exact ? List.of() : pieces(pattern, first, last);
    }

    private static List<Piece> pieces(String pattern, int first, int last) {
        List<Piece> pieces = new ArrayList<>();
        int from = first + 1;
        while (from <= last) {
            int star = pattern.indexOf('*', from);
            if (star > from) {
                pieces.add(Piece.of(pattern.substring(from, star)));
            }
            from = star + 1;
        }
        return List.copyOf(pieces);
    }

    /** @throws IllegalArgumentException where the pattern is empty, too long, or has characters that no name has */
    public static ModelGlob of(String pattern) {
        if (pattern.isEmpty() || pattern.length() > MAX_LENGTH) {
            throw new IllegalArgumentException("a pattern has from 1 to " + MAX_LENGTH + " characters");
        }
        if (pattern.chars().anyMatch(c -> Character.isISOControl(c) || Character.isWhitespace(c))) {
            throw new IllegalArgumentException("a pattern has neither blanks nor control characters");
        }
        return new ModelGlob(pattern);
    }

    /** Whether only the one name fits that is written. */
    public boolean isExact() {
        return exact;
    }

    /** As it is written. */
    public String pattern() {
        return pattern;
    }

    public boolean matches(String name) {
        if (exact) {
            return name.equals(pattern);
        }
        int to = name.length() - end.length();
        if (name.length() > MAX_LENGTH || to < start.length() || !name.startsWith(start) || !name.endsWith(end)) {
            return false;
        }
        int at = start.length();
        for (Piece piece : pieces) {
            at = piece.after(name, at, to);
            if (at < 0) {
                return false;
            }
        }
        return true;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ModelGlob glob && glob.pattern.equals(pattern);
    }

    @Override
    public int hashCode() {
        return pattern.hashCode();
    }

    @Override
    public String toString() {
        return pattern;
    }
}
