package io.zentinelproxy.core.http1;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The second reader of the fuzz tests: a head by the grammar of RFC 9112, slowly, from a text of one character an octet, without a
 * line of the proxy's. What it does not find in the grammar has no meaning here.
 *
 * @param lines names and values as they stand, blanks around values not included
 * @param start of the start line
 * @param end behind the empty line
 */
record StrictHead(String startLine, List<Line> lines, int start, int end) {
    private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
    /** A fragment sign or a backslash stands in no target. */
    private static final Pattern REQUEST_LINE =
            Pattern.compile("(" + TOKEN + ") ([\\x21\\x22\\x24-\\x5b\\x5d-\\x7e]+) HTTP/1\\.([01])");

    private static final Pattern STATUS_LINE =
            Pattern.compile("HTTP/1\\.([01]) ([1-5][0-9][0-9])(?: ([\\t\\x20-\\x7e\\x80-\\xff]*))?");
    private static final Pattern FIELD = Pattern.compile("(" + TOKEN + "):([\\t\\x20-\\x7e\\x80-\\xff]*)");

    /** A field line. */
    record Line(String name, String value) {
        boolean is(String other) {
            return name.equalsIgnoreCase(other);
        }
    }

    /** A head that begins at an offset. */
    static Optional<StrictHead> at(int start, String text) {
        int end = text.indexOf("\r\n\r\n", start);
        if (end < 0) {
            return Optional.empty();
        }
        String[] rows = text.substring(start, end).split("\r\n", -1);
        List<Line> lines = new ArrayList<>();
        for (int row = 1; row < rows.length; row++) {
            Matcher line = FIELD.matcher(rows[row]);
            if (!line.matches()) {
                return Optional.empty();
            }
            lines.add(new Line(line.group(1), withoutBlanks(line.group(2))));
        }
        return Optional.of(new StrictHead(rows[0], List.copyOf(lines), start, end + 4));
    }

    /** Up to two empty lines before a request are no part of it (RFC 9112 section 2.2 says at least one). */
    static Optional<StrictHead> ofRequest(String text) {
        int start = text.startsWith("\r\n") ? 2 : 0;
        start = start == 2 && text.startsWith("\r\n", 2) ? 4 : start;
        return at(start, text).filter(head -> head.requestLine().matches());
    }

    static Optional<StrictHead> ofResponse(String text) {
        return at(0, text).filter(head -> head.statusLine().matches());
    }

    private static String withoutBlanks(String value) {
        int start = 0;
        int end = value.length();
        while (start < end && isBlank(value.charAt(start))) {
            start++;
        }
        while (end > start && isBlank(value.charAt(end - 1))) {
            end--;
        }
        return value.substring(start, end);
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }

    /** How many octets it is long. */
    int octets() {
        return end - start;
    }

    /** Groups: method, target, minor version. */
    Matcher requestLine() {
        Matcher line = REQUEST_LINE.matcher(startLine);
        line.matches();
        return line;
    }

    /** Groups: minor version, status, reason. */
    Matcher statusLine() {
        Matcher line = STATUS_LINE.matcher(startLine);
        line.matches();
        return line;
    }

    /** The values of the lines of a name. */
    List<String> values(String name) {
        return lines.stream().filter(line -> line.is(name)).map(Line::value).toList();
    }

    /** How content is delimited: {@code none}, {@code chunked} or its octets in decimal; empty where that can be read in two ways. */
    Optional<String> framing() {
        List<String> codings = values("Transfer-Encoding");
        List<String> lengths = values("Content-Length");
        if (codings.isEmpty() && lengths.isEmpty()) {
            return Optional.of("none");
        }
        if (codings.size() + lengths.size() > 1) {
            return Optional.empty();
        }
        if (codings.isEmpty()) {
            return lengths.stream()
                    .filter(length -> length.matches("[0-9]{1,18}"))
                    .map(StrictHead::decimal)
                    .findAny();
        }
        return codings.stream()
                .filter("chunked"::equalsIgnoreCase)
                .map(coding -> "chunked")
                .findAny();
    }

    /** As {@link #framing}, of a request: no content, said or unsaid, is {@code none}. */
    Optional<String> requestFraming() {
        return framing().map(length -> length.equals("0") ? "none" : length);
    }

    private static String decimal(String digits) {
        return Long.toString(Long.parseLong(digits));
    }
}
