package io.zentinelproxy.core.config.kdl;

import java.util.Arrays;

/**
 * The text of one file, and where its lines begin.
 *
 * <p>A line ends at LF, CR or CR LF, as editors count them; KDL knows more newlines, but a reader could not find those by number.
 */
public final class SourceText {
    private final String name;
    private final String text;

    /** Offsets of the first character of each line; made when first asked for, since a file without problems needs none. */
    private int[] lineStarts = {};

    /** @param name how messages call the file, usually its path as given */
    public SourceText(String name, String text) {
        this.name = name;
        this.text = text;
    }

    public String name() {
        return name;
    }

    String text() {
        return text;
    }

    /** Line of an offset, from 1. */
    int lineOf(int offset) {
        int found = Arrays.binarySearch(lineStarts(), offset);
        return found >= 0 ? found + 1 : -found - 1;
    }

    /** Column of an offset in code points, from 1. */
    int columnOf(int offset) {
        int start = lineStarts()[lineOf(offset) - 1];
        return text.codePointCount(start, Math.min(offset, text.length())) + 1;
    }

    /** Offset of the first character of the line that holds this offset. */
    int lineStart(int offset) {
        return lineStarts()[lineOf(offset) - 1];
    }

    /** Offset behind the last character of the line that holds this offset, its newline not included. */
    int lineEnd(int offset) {
        int end = Math.min(offset, text.length());
        while (end < text.length() && !endsLine(text.charAt(end))) {
            end++;
        }
        return end;
    }

    private int[] lineStarts() {
        if (lineStarts.length == 0) {
            lineStarts = findLineStarts();
        }
        return lineStarts;
    }

    private int[] findLineStarts() {
        int[] starts = new int[Math.max(16, text.length() / 32)];
        int count = 1;
        for (int i = 0; i < text.length(); i++) {
            if (!endsLine(text.charAt(i))) {
                continue;
            }
            if (text.charAt(i) == '\r' && i + 1 < text.length() && text.charAt(i + 1) == '\n') {
                i++;
            }
            if (count == starts.length) {
                starts = Arrays.copyOf(starts, count * 2);
            }
            starts[count++] = i + 1;
        }
        return Arrays.copyOf(starts, count);
    }

    private static boolean endsLine(char c) {
        return c == '\n' || c == '\r';
    }
}
