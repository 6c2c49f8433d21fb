package io.zentinelproxy.core.route;

import io.zentinelproxy.core.bytes.Ascii;
import io.zentinelproxy.core.http.RequestHead;
import io.zentinelproxy.core.uri.CanonicalAuthority;
import io.zentinelproxy.core.uri.PathLeniency;
import io.zentinelproxy.core.uri.UriRefusal;
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
        head.target(target, targetEnd);
        read(head, target, octets, authority, authorityEnd);
        for (int i = 0; i < lines.length; i++) {
            int nameEnd = lines[i] + fields.get(i)[0].length();
            int valueEnd = nameEnd + 1 + fields.get(i)[1].length();
            head.fields().addRead(lines[i], nameEnd, nameEnd + 1, valueEnd, valueEnd + 2);
        }
        return head;
    }

    /** As it is, empty segments included: what becomes of a path before it is routed is not the subject here. */
    private static void read(RequestHead head, int path, byte[] octets, int authority, int authorityEnd) {
        try {
            head.path(path, new PathLeniency(false, false, false, true, false));
            head.authority(octets, authority, authorityEnd, CanonicalAuthority.HTTP_PORT);
        } catch (UriRefusal refused) {
            throw new AssertionError(refused);
        }
    }
}
