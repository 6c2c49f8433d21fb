package io.zentinelproxy.core.http2;

/** The connection cannot go on (RFC 9113 section 5.4.1): it ends with GOAWAY and this code. Expected of hostile peers, hence without a stack. */
final class ConnectionError extends Exception {
    private static final long serialVersionUID = 1;

    private final ErrorCode code;

    /** @param reason for log and metrics: lower case, words joined by underscores, of a fixed set */
    ConnectionError(ErrorCode code, String reason) {
        super(reason, null, false, false);
        this.code = code;
    }

    ErrorCode code() {
        return code;
    }

    String reason() {
        String message = getMessage();
        return message == null ? code.word() : message;
    }
}
