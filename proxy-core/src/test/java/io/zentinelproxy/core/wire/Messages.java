package io.zentinelproxy.core.wire;

import io.zentinelproxy.core.testkit.Step;
import java.util.List;

/** The dull messages that tests need around the one they are about. */
public final class Messages {

    public static final String GET = "GET / HTTP/1.1\r\nHost: a.test\r\n\r\n";

    public static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    /** The origin reads the request to its end and answers {@link #OK}. */
    public static final List<Step> ANSWER_OK = List.of(new Step.ReadBody(), Step.send(OK));

    private Messages() {}

    public static String get(String target) {
        return "GET " + target + " HTTP/1.1\r\nHost: a.test\r\n\r\n";
    }

    /** A GET with these field lines, each ended by CRLF, after Host. */
    public static String getWith(String fieldLines) {
        return "GET / HTTP/1.1\r\nHost: a.test\r\n" + fieldLines + "\r\n";
    }

    /** A POST whose framing the field lines tell, each ended by CRLF. */
    public static String postWith(String fieldLines, String content) {
        return "POST / HTTP/1.1\r\nHost: a.test\r\n" + fieldLines + "\r\n" + content;
    }

    public static String chunkedPost(String chunks) {
        return postWith("Transfer-Encoding: chunked\r\n", chunks);
    }

    /** A 200 with these field lines, each ended by CRLF. */
    public static String okWith(String fieldLines, String content) {
        return "HTTP/1.1 200 OK\r\n" + fieldLines + "\r\n" + content;
    }
}
