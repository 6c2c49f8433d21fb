package io.zentinelproxy.core.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads responses (RFC 9112 sections 4 to 7), refusing what no proxy should send. */
final class ReplyReader {

    private static final Pattern STATUS_LINE = Pattern.compile("(HTTP/\\d\\.\\d) (\\d{3}) (.*)");

    private final Wire wire;

    ReplyReader(Wire wire) {
        this.wire = wire;
    }

    Reply read(String method) {
        Reply head = readHead();
        Body.Framing framing = framing(head, method);
        long length = framing == Body.Framing.LENGTH ? Long.parseLong(head.field("Content-Length")) : 0;
        Body body = Body.read(wire, framing, length);
        return new Reply(head.version(), head.status(), head.reason(), head.fields(), body, head.head());
    }

    Reply readHead() {
        String statusLine = wire.line();
        if (statusLine == null) {
            throw new AssertionError("connection " + (wire.wasReset() ? "reset" : "closed")
                    + " where a response was due; received before: " + Wire.quoted(wire.remembered()));
        }
        Matcher matcher = STATUS_LINE.matcher(statusLine);
        if (!matcher.matches()) {
            throw new AssertionError("not a status line: " + Wire.quoted(wire.remembered()));
        }
        List<String> lines = fieldLines();
        String head = statusLine + "\r\n" + (lines.isEmpty() ? "" : String.join("\r\n", lines) + "\r\n") + "\r\n";
        return new Reply(
                matcher.group(1),
                Integer.parseInt(matcher.group(2)),
                matcher.group(3),
                Fields.parse(lines),
                Body.NONE,
                head);
    }

    private List<String> fieldLines() {
        List<String> lines = new ArrayList<>();
        for (String line = wire.line(); line == null || !line.isEmpty(); line = wire.line()) {
            if (line == null) {
                throw new AssertionError("head cut short: " + Wire.quoted(wire.remembered()));
            }
            lines.add(line);
        }
        return lines;
    }

    private static Body.Framing framing(Reply head, String method) {
        int status = head.status();
        if (method.equals("HEAD") || status / 100 == 1 || status == 204 || status == 304) {
            return Body.Framing.NONE;
        }
        boolean chunked = head.fields().listed("Transfer-Encoding", "chunked");
        boolean length = head.fields().has("Content-Length");
        if (chunked && length) {
            throw new AssertionError("both Content-Length and Transfer-Encoding: " + Wire.quoted(head.head()));
        }
        if (chunked) {
            return Body.Framing.CHUNKED;
        }
        return length ? Body.Framing.LENGTH : Body.Framing.UNTIL_CLOSE;
    }
}
