package io.zentinelproxy.core.route;

import io.zentinelproxy.core.bytes.Ascii;
import io.zentinelproxy.core.http.RequestHead;
import java.util.List;

/** A request as parts of text, and as the head that routing sees. */
public record Sample(String method, String host, String path, String query, List<String[]> fields) {

    public static Sample get(String host, String path) {
        return new Sample("GET", host, path, "", List.of());
    }

    public RequestHead head() {
        StringBuilder text = new StringBuilder(method).append(' ');
        int target = text.length();
        text.append(path);
        int pathEnd = text.length();
        text.append(query.isEmpty() ? "" : "?" + query);
        int targetEnd = text.length();
        text.append(' ');
        int authority = text.length();
        text.append(host);
        int authorityEnd = text.length();
        int[] lines = new int[fields.size()];
        for (int i = 0; i < lines.length; i++) {
            lines[i] = text.length();
            text.append(fields.get(i)[0]).append(':').append(fields.get(i)[1]).append("\r\n");
        }
        byte[] octets = Ascii.octets(text.toString());
        RequestHead head = new RequestHead();
        head.reset(octets);
        head.method(0, method.length());
        head.target(target, targetEnd, target, pathEnd);
        head.authority(octets, authority, authorityEnd);
        for (int i = 0; i < lines.length; i++) {
            int nameEnd = lines[i] + fields.get(i)[0].length();
            int valueEnd = nameEnd + 1 + fields.get(i)[1].length();
            head.fields().addRead(lines[i], nameEnd, nameEnd + 1, valueEnd, valueEnd + 2);
        }
        return head;
    }
}
