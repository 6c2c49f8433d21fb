package io.zentinelproxy.core.config.kdl;

/**
 * The source line around a position, with a caret under it, for a terminal.
 *
 * @param line what is shown of the line
 * @param caretColumn code points before the caret
 */
record Excerpt(String line, int caretColumn) {
    /** A line may be a whole file of 10 MB; this much of it is shown on either side of the caret. */
    private static final int MAX_CHARS_EACH_SIDE = 60;

    private static final String INDENT = "  | ";

    static Excerpt around(Position position) {
        SourceText source = position.source();
        int at = Math.min(position.offset(), source.text().length());
        int lineStart = Math.min(source.lineStart(at), at);
        int from = Math.max(lineStart, at - MAX_CHARS_EACH_SIDE);
        int to = Math.min(source.lineEnd(at), at + MAX_CHARS_EACH_SIDE);
        String shown = withoutPasswords(source.text().substring(from, to));
        String before = printable(shown.substring(0, at - from));
        String after = printable(shown.substring(at - from));
        return new Excerpt(before + after, before.codePointCount(0, before.length()));
    }

    void appendTo(StringBuilder out) {
        out.append(INDENT).append(line).append('\n').append(INDENT);
        out.append(" ".repeat(caretColumn)).append('^');
    }

    /** What stands between a URL's user and its {@code @}, RFC 3986 section 3.2.1: errors are logged, and shown to others. */
    private static String withoutPasswords(String text) {
        int scheme = text.indexOf("://");
        if (scheme < 0) {
            return text;
        }
        int start = scheme + 3;
        int end = start;
        while (end < text.length() && text.charAt(end) != '"' && text.charAt(end) > ' ') {
            end++;
        }
        int colon = text.indexOf(':', start);
        // One that is cut off where the excerpt ends is one, too.
        int at = end == text.length() ? end : text.lastIndexOf('@', end);
        String after = withoutPasswords(text.substring(end));
        return colon < 0 || colon >= at
                ? text.substring(0, end) + after
                : text.substring(0, colon + 1) + "*".repeat(at - colon - 1) + text.substring(at, end) + after;
    }

    /** A configuration is somebody's input: what steers a terminal or turns the direction of writing is not echoed. */
    private static String printable(String text) {
        StringBuilder out = new StringBuilder(text.length());
        text.codePoints().map(c -> shows(c) ? c : c == '\t' ? ' ' : '\uFFFD').forEach(out::appendCodePoint);
        return out.toString();
    }

    private static boolean shows(int codePoint) {
        return !Character.isISOControl(codePoint)
                && Character.getType(codePoint) != Character.FORMAT
                && Character.getType(codePoint) != Character.SURROGATE;
    }
}
