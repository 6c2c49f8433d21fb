package io.zentinelproxy.launcher.differential;

import java.util.ArrayList;
import java.util.List;

/** A request before it is octets: its parts, which operators change one by one. One character is one octet. */
final class Draft {
    /** A field line, its separator and end as they will stand. */
    record Line(String name, String separator, String value, String end) {
        static Line of(String name, String value) {
            return new Line(name, ": ", value, "\r\n");
        }

        String text() {
            return name + separator + value + end;
        }
    }

    String method = "GET";
    String target = "/";
    String version = "HTTP/1.1";
    String startEnd = "\r\n";
    String before = "";
    String emptyLine = "\r\n";
    final List<Line> lines = new ArrayList<>();

    /** Content as it will stand on the wire, with its framing. */
    String content = "";

    /** What follows the request on the connection. */
    String behind = "";

    static Draft of(String method, String target, Line... fields) {
        Draft draft = new Draft();
        draft.method = method;
        draft.target = target;
        draft.lines.addAll(List.of(fields));
        return draft;
    }

    Draft with(String framing, String value, String octets) {
        lines.add(Line.of(framing, value));
        content = octets;
        return this;
    }

    Draft version(String other) {
        version = other;
        return this;
    }

    String text() {
        StringBuilder text = new StringBuilder(before);
        text.append(method)
                .append(' ')
                .append(target)
                .append(' ')
                .append(version)
                .append(startEnd);
        lines.forEach(line -> text.append(line.text()));
        return text.append(emptyLine).append(content).append(behind).toString();
    }
}
