package io.zentinelproxy.core.config.kdl;

/**
 * A place in the text that moves forward, and what may be skipped there: white space, comments, line continuations.
 * Confined to one thread.
 */
final class Cursor {
    /** What {@link #peek} gives at the end of the text. */
    static final int END = -1;

    private final String text;
    private int at;

    Cursor(String text) {
        this.text = text;
    }

    int offset() {
        return at;
    }

    /** Goes back, or forward, to an offset got from {@link #offset}. */
    void moveTo(int offset) {
        at = offset;
    }

    boolean atEnd() {
        return at >= text.length();
    }

    /** The code point here, or {@link #END}. */
    int peek() {
        if (at >= text.length()) {
            return END;
        }
        char c = text.charAt(at);
        return Character.isHighSurrogate(c) ? text.codePointAt(at) : c;
    }

    /** The UTF-16 unit that many units ahead, or 0 behind the end. */
    char ahead(int units) {
        return at + units < text.length() ? text.charAt(at + units) : 0;
    }

    boolean looksAt(String word) {
        return text.startsWith(word, at);
    }

    /** Steps over the code point here. */
    void step() {
        at += Character.charCount(peek());
    }

    void skip(int units) {
        at += units;
    }

    /** Steps over the character if it is here. */
    boolean take(char c) {
        boolean here = at < text.length() && text.charAt(at) == c;
        if (here) {
            at++;
        }
        return here;
    }

    /** The text from an earlier offset to here. */
    String since(int offset) {
        return text.substring(offset, at);
    }

    /** Steps over one newline; CR LF is one. */
    boolean takeNewline() {
        int c = peek();
        if (!Dialect.isNewline(c)) {
            return false;
        }
        at += c == '\r' && ahead(1) == '\n' ? 2 : 1;
        return true;
    }

    /** Steps over white space inside a line, not comments; says whether there was any. */
    boolean skipSpaces() {
        int start = at;
        while (at < text.length() && Dialect.isSpace(text.charAt(at))) {
            at++;
        }
        return at > start;
    }

    /** {@code ws*}: spaces and block comments. */
    boolean skipWhitespace() throws SyntaxError {
        int start = at;
        boolean more = true;
        while (more) {
            more = skipSpaces() || skipBlockComment();
        }
        return at > start;
    }

    /** {@code node-space*}: white space and line continuations; says whether there was any. */
    boolean skipNodeSpace() throws SyntaxError {
        int start = at;
        boolean more = true;
        while (more) {
            more = skipWhitespace() || skipLineContinuation();
        }
        return at > start;
    }

    /** {@code line-space*}: node space, newlines and line comments. */
    void skipLineSpace() throws SyntaxError {
        boolean more = true;
        while (more) {
            more = skipNodeSpace() || takeNewline() || skipLineComment();
        }
    }

    /** {@code //} to the end of the line, its newline included. */
    boolean skipLineComment() throws SyntaxError {
        if (!looksAt("//")) {
            return false;
        }
        while (!atEnd() && !takeNewline()) {
            requireAllowed();
            step();
        }
        return true;
    }

    /** Refuses a code point that may not stand literally in a document. */
    void requireAllowed() throws SyntaxError {
        int c = peek();
        if (Dialect.isDisallowed(c)) {
            throw SyntaxError.at(at, "the character U+%04X is not allowed in KDL".formatted(c));
        }
    }

    private boolean skipLineContinuation() throws SyntaxError {
        if (ahead(0) != '\\') {
            return false;
        }
        int start = at++;
        skipWhitespace();
        if (!atEnd() && !skipLineComment() && !takeNewline()) {
            throw SyntaxError.at(
                    start, "a line continuation must be the last thing on its line", "a newline after `\\`");
        }
        return true;
    }

    /** Block comments nest; they are counted, not recursed into, so that no file can exhaust the stack. */
    private boolean skipBlockComment() throws SyntaxError {
        if (!looksAt("/*")) {
            return false;
        }
        int start = at;
        int open = 0;
        do {
            if (atEnd()) {
                throw SyntaxError.fatal(start, "this block comment is never closed");
            }
            open += stepInComment();
        } while (open > 0);
        return true;
    }

    /** One step in a block comment; says by how much the depth of comments changed. */
    private int stepInComment() throws SyntaxError {
        if (looksAt("/*")) {
            at += 2;
            return 1;
        }
        if (looksAt("*/")) {
            at += 2;
            return -1;
        }
        requireAllowed();
        step();
        return 0;
    }
}
