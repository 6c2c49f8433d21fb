package io.zentinelproxy.core.balance;

import io.zentinelproxy.core.fault.UpstreamFault;

/** What came of one try at an endpoint. */
public enum Outcome {
    /** It answered, with a status below 500. */
    SUCCESS,
    /** It answered with a status of 500 or above. */
    ERROR_STATUS,
    /** No connection came about: it has seen nothing of the request. */
    UNREACHABLE,
    /** It was too slow: with the head of its answer, or with its content. */
    TIMED_OUT,
    /** It broke off, or answered otherwise than HTTP asks. */
    BROKE_OFF,
    /** It cannot be told: the client went, or we had no room. */
    UNKNOWN;

    private static final int SERVER_ERROR = 500;

    /** What the status of an answer says of the endpoint. */
    public static Outcome of(int status) {
        return status < SERVER_ERROR ? SUCCESS : ERROR_STATUS;
    }

    /** What a fault says of the endpoint. */
    public static Outcome of(UpstreamFault.Kind kind) {
        return switch (kind) {
            case UNRESOLVED,
                    CONNECT_FAILED,
                    CONNECT_TIMEOUT,
                    UPSTREAM_TLS_FAILED,
                    UPSTREAM_CERTIFICATE_UNTRUSTED,
                    UPSTREAM_CERTIFICATE_NAME,
                    UPSTREAM_CERTIFICATE_EXPIRED,
                    NO_HTTP2 -> UNREACHABLE;
            case WRITE_TIMEOUT, READ_TIMEOUT, REQUEST_TIMEOUT, PING_TIMEOUT -> TIMED_OUT;
            case CLOSED_EARLY,
                    BAD_RESPONSE,
                    RESPONSE_HEAD_TOO_LARGE,
                    TRUNCATED,
                    BAD_SWITCH,
                    BAD_ORIGIN_FRAME,
                    STREAM_RESET,
                    BAD_HTTP2 -> BROKE_OFF;
            case NO_TARGET, BREAKER_OPEN, POOL_TIMEOUT, RESPONSE_NOT_HELD, STREAM_REFUSED, GOING_AWAY, HTTP1_REQUIRED ->
                UNKNOWN;
        };
    }

    /** Whether it speaks against the endpoint. */
    public boolean isFailure() {
        return switch (this) {
            case SUCCESS, UNKNOWN -> false;
            case ERROR_STATUS, UNREACHABLE, TIMED_OUT, BROKE_OFF -> true;
        };
    }
}
