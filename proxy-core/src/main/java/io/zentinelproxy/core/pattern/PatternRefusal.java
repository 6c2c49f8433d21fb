package io.zentinelproxy.core.pattern;

/** Why a text is not taken as a regular expression. Thrown while a configuration loads, never by traffic. */
public final class PatternRefusal extends Exception {
    private static final long serialVersionUID = 1L;

    private final int index;

    PatternRefusal(String reason, int index) {
        super(index < 0 ? reason : reason + ", at character " + (index + 1) + " of the pattern", null, false, false);
        this.index = index;
    }

    /** Where in the pattern, from 0, or -1 where that is not known. */
    public int index() {
        return index;
    }
}
