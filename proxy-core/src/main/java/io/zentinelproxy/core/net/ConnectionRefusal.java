package io.zentinelproxy.core.net;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Why a connection is not taken. It has said nothing that was listened to, so that an answer, if there is one, can be made once.
 * Without an answer it is reset, which costs neither octets nor a state of TCP that lingers.
 */
public final class ConnectionRefusal implements Admission {
    /** As many connections are open over all listeners as may be. */
    public static final ConnectionRefusal MAX_CONNECTIONS =
            answered("max_connections", "503 Service Unavailable", "Too many connections are open here.");

    /** As many connections of this client are open as it may have. */
    public static final ConnectionRefusal MAX_CONNECTIONS_PER_CLIENT = answered(
            "max_connections_per_client", "429 Too Many Requests", "Too many connections from your address are open.");

    /** A filter ended by a defect of its own instead of deciding. */
    public static final ConnectionRefusal FILTER_FAILED = silent("connection_filter_failed");

    /** Those that need no filter. */
    static final List<ConnectionRefusal> OWN = List.of(MAX_CONNECTIONS, MAX_CONNECTIONS_PER_CLIENT, FILTER_FAILED);

    private final String reason;
    private final @Nullable String answer;
    private final @Nullable String detail;

    private ConnectionRefusal(String reason, @Nullable String answer, @Nullable String detail) {
        this.reason = reason;
        this.answer = answer;
        this.detail = detail;
    }

    /** One that resets the connection. Made once for each reason, not for each connection. */
    public static ConnectionRefusal silent(String reason) {
        return new ConnectionRefusal(reason, null, null);
    }

    /** The same, with what was wrong this time: words of ours for the log, never the peer's. */
    public ConnectionRefusal because(String what) {
        return new ConnectionRefusal(reason, answer, what);
    }

    private static ConnectionRefusal answered(String reason, String status, String sentence) {
        String content = sentence + "\n";
        // Put together by hand: the first use of a formatter costs a start its locale data.
        String answer = "HTTP/1.1 " + status
                + "\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: "
                + content.length()
                + "\r\nCache-Control: no-store\r\nRetry-After: 1\r\nConnection: close\r\n\r\n"
                + content;
        return new ConnectionRefusal(reason, answer, null);
    }

    /** The reason code, as in log and metrics: lower case, with underscores. */
    public String reason() {
        return reason;
    }

    /** What was wrong this time, or null. */
    @Nullable
    String detail() {
        return detail;
    }

    /** Null where the connection is reset. */
    byte @Nullable [] answer() {
        return answer == null ? null : answer.getBytes(StandardCharsets.US_ASCII);
    }
}
