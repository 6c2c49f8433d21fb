package io.zentinelproxy.core.http2;

/** One stream cannot go on (RFC 9113 section 5.4.2): it is reset with this code. Expected of hostile peers, hence without a stack. */
final class StreamError extends Exception {
    private static final long serialVersionUID = 1;

    private final int stream;
    private final ErrorCode code;

    StreamError(int stream, ErrorCode code) {
        super(code.word(), null, false, false);
        this.stream = stream;
        this.code = code;
    }

    int stream() {
        return stream;
    }

    ErrorCode code() {
        return code;
    }
}
