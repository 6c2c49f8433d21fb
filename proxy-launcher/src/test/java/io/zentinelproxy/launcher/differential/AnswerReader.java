package io.zentinelproxy.launcher.differential;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the answers on one connection. Those of 1xx are skipped. */
final class AnswerReader {
    private static final Pattern UNDERSTOOD = Pattern.compile("(?i)\r\n" + Understood.FIELD + ": ([^\r]*)\r\n");
    private static final Pattern LENGTH = Pattern.compile("(?i)\r\nContent-Length: (\\d+)\r\n");
    private static final Pattern CHUNKED = Pattern.compile("(?i)\r\nTransfer-Encoding: chunked\r\n");
    private static final Pattern REASON = Pattern.compile("(?:reason: |\"reason\":\"|<code>)([a-z_]+)");
    private static final byte[] NEXT = "HTTP/1.".getBytes(StandardCharsets.ISO_8859_1);

    private final InputStream in;

    AnswerReader(InputStream from) {
        in = new BufferedInputStream(from);
    }

    /** The next one, or null at the end of the connection. */
    @Nullable
    Answer next() throws IOException {
        String head = head();
        while (head != null && head.startsWith("HTTP/1.1 1")) {
            head = head();
        }
        if (head == null) {
            return null;
        }
        int status = Integer.parseInt(head.substring(9, 12));
        String content = content(head);
        Matcher understood = UNDERSTOOD.matcher(head);
        if (understood.find()) {
            return new Answer.Echo(Understood.parse(understood.group(1)));
        }
        Matcher reason = REASON.matcher(content);
        if (reason.find()) {
            return new Answer.Refused(status, reason.group(1));
        }
        // Answers of the proxy to HEAD have no content; Server is a field that it adds to no answer.
        return head.contains("\r\nServer: ") || !content.isEmpty()
                ? new Answer.OriginRefused(status)
                : new Answer.Refused(status, "(no content)");
    }

    private @Nullable String head() throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.length() < 4 || !head.substring(head.length() - 4).equals("\r\n\r\n")) {
            int octet = in.read();
            if (octet < 0) {
                return null;
            }
            head.append((char) octet);
        }
        return head.toString();
    }

    /** Content by the head; none where the next answer begins in its place, as after HEAD. */
    private String content(String head) throws IOException {
        if (CHUNKED.matcher(head).find()) {
            return chunks();
        }
        Matcher length = LENGTH.matcher(head);
        int octets = length.find() ? Integer.parseInt(length.group(1)) : 0;
        if (octets == 0 || nextBegins()) {
            return "";
        }
        return new String(in.readNBytes(octets), StandardCharsets.ISO_8859_1);
    }

    private boolean nextBegins() throws IOException {
        in.mark(NEXT.length);
        byte[] first = in.readNBytes(NEXT.length);
        in.reset();
        return java.util.Arrays.equals(first, NEXT);
    }

    private String chunks() throws IOException {
        StringBuilder content = new StringBuilder();
        while (true) {
            int size = Integer.parseInt(line(), 16);
            content.append(new String(in.readNBytes(size), StandardCharsets.ISO_8859_1));
            line();
            if (size == 0) {
                return content.toString();
            }
        }
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int octet = in.read(); octet >= 0 && octet != '\n'; octet = in.read()) {
            line.append((char) octet);
        }
        return line.toString().strip();
    }
}
