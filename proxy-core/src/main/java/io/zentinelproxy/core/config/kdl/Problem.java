package io.zentinelproxy.core.config.kdl;

import org.jspecify.annotations.Nullable;

/**
 * One thing that is wrong in a file.
 *
 * @param position where the thing at fault begins
 * @param message what is wrong, one sentence without a full stop
 * @param expected what would be right, or null where the message says it
 * @param suggestion the nearest word that would be known, or null
 */
public record Problem(
        Position position,
        String message,
        @Nullable String expected,
        @Nullable String suggestion) {

    /** A problem whose message says all there is to say. */
    public static Problem at(Position position, String message) {
        return new Problem(position, message, null, null);
    }

    /** The same problem with a word on what would be right. */
    public Problem expecting(String what) {
        return new Problem(position, message, what, suggestion);
    }

    /** The same problem with the word that was probably meant, or unchanged where none is near. */
    public Problem suggesting(@Nullable String word) {
        return new Problem(position, message, expected, word);
    }

    /**
     * Several lines without a trailing newline: {@code file:line:column: message}, the source line, a caret under the
     * place, then what was expected and what may have been meant.
     */
    public String render() {
        StringBuilder out = new StringBuilder();
        out.append(position).append(": ").append(message);
        if (!position.source().text().isEmpty()) {
            Excerpt.around(position).appendTo(out.append('\n'));
        }
        if (expected != null) {
            out.append("\n  expected ").append(expected);
        }
        if (suggestion != null) {
            out.append("\n  did you mean `").append(suggestion).append("`?");
        }
        return out.toString();
    }
}
