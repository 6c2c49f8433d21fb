package io.zentinelproxy.core.config.kdl;

import org.jspecify.annotations.Nullable;

/** Ends the reading of one node, or with {@link #fatal} of the whole text. Carries no stack trace: it is the file's fault. */
final class SyntaxError extends Exception {
    private static final long serialVersionUID = 1L;

    final int offset;
    final boolean fatal;

    /** What would be right, or null. */
    final transient @Nullable String expected;

    private SyntaxError(int offset, String message, @Nullable String expected, boolean fatal) {
        super(message, null, false, false);
        this.offset = offset;
        this.expected = expected;
        this.fatal = fatal;
    }

    static SyntaxError at(int offset, String message) {
        return new SyntaxError(offset, message, null, false);
    }

    static SyntaxError at(int offset, String message, String expected) {
        return new SyntaxError(offset, message, expected, false);
    }

    /** An error behind which nothing can be made out. */
    static SyntaxError fatal(int offset, String message) {
        return new SyntaxError(offset, message, null, true);
    }

    Problem in(SourceText source) {
        return new Problem(new Position(source, offset), getMessage(), expected, null);
    }

    @Override
    public String getMessage() {
        String message = super.getMessage();
        return message == null ? "not KDL" : message;
    }
}
