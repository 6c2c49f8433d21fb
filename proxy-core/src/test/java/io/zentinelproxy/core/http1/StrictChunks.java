package io.zentinelproxy.core.http1;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The second reader of the fuzz tests for the chunked coding, by the grammar of RFC 9112 section 7.1, slowly, from a text of one
 * character an octet.
 *
 * @param isComplete whether the content ended, with its last chunk and trailer section
 * @param content what was certain up to the end, or up to what the grammar does not know
 * @param end behind the trailer section; where it is not complete, means nothing
 */
record StrictChunks(boolean isComplete, String content, List<StrictHead.Line> trailers, int end) {
    private static final Pattern SIZE_LINE = Pattern.compile("([0-9A-Fa-f]{1,15})(?:;([\\t\\x20-\\x7e\\x80-\\xff]*))?");
    private static final int MAX_EXTENSION_OCTETS = 4096;
    private static final int MAX_TRAILER_OCTETS = 8192;
    private static final int MAX_TRAILERS = 64;

    static StrictChunks read(String text, long mostOctets) {
        StringBuilder content = new StringBuilder();
        int extensions = 0;
        int at = 0;
        while (true) {
            int lineEnd = text.indexOf("\r\n", at);
            Matcher line = SIZE_LINE.matcher(lineEnd < 0 ? "" : text.substring(at, lineEnd));
            if (!line.matches()) {
                return broken(content);
            }
            extensions += line.group(2) == null ? 0 : line.group(2).length();
            long size = Long.parseLong(line.group(1), 16);
            if (extensions > MAX_EXTENSION_OCTETS || size > mostOctets - content.length()) {
                return broken(content);
            }
            at = lineEnd + 2;
            if (size == 0) {
                return trailers(text, at, content);
            }
            int end = (int) Math.min(text.length(), at + size);
            content.append(text, at, end);
            at = end + 2;
            if (!text.startsWith("\r\n", end)) {
                return broken(content);
            }
        }
    }

    /** A trailer section is a head without a start line; an empty one is only its empty line. */
    private static StrictChunks trailers(String text, int start, StringBuilder content) {
        if (text.startsWith("\r\n", start)) {
            return new StrictChunks(true, content.toString(), List.of(), start + 2);
        }
        // The last chunk's line end stands before it.
        return StrictHead.at(start - 2, text)
                .filter(head ->
                        head.end() - start <= MAX_TRAILER_OCTETS && head.lines().size() <= MAX_TRAILERS)
                .map(head -> new StrictChunks(true, content.toString(), head.lines(), head.end()))
                .orElseGet(() -> broken(content));
    }

    private static StrictChunks broken(StringBuilder content) {
        return new StrictChunks(false, content.toString(), List.of(), -1);
    }
}
