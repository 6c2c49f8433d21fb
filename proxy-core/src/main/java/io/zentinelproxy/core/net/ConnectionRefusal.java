package io.zentinelproxy.core.net;

import java.nio.charset.StandardCharsets;

/** Why a connection is not taken. It is answered before it has said anything: the answer is made once. */
public enum ConnectionRefusal {
    /** As many connections are open over all listeners as may be. */
    MAX_CONNECTIONS("max_connections", "503 Service Unavailable", "Too many connections are open here."),

    /** As many connections of this client are open as it may have. */
    MAX_CONNECTIONS_PER_CLIENT(
            "max_connections_per_client", "429 Too Many Requests", "Too many connections from your address are open.");

    private final String reason;
    private final String answer;

    ConnectionRefusal(String reason, String status, String sentence) {
        this.reason = reason;
        String content = sentence + "\n";
        // Put together by hand: the first use of a formatter costs a start its locale data.
        answer = "HTTP/1.1 " + status
                + "\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: "
                + content.length()
                + "\r\nCache-Control: no-store\r\nRetry-After: 1\r\nConnection: close\r\n\r\n"
                + content;
    }

    /** The reason code, as in log and metrics. */
    public String reason() {
        return reason;
    }

    byte[] answer() {
        return answer.getBytes(StandardCharsets.US_ASCII);
    }
}
