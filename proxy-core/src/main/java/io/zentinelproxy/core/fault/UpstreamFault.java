package io.zentinelproxy.core.fault;

import java.util.Locale;

/** The origin server could not be reached, or did not answer as HTTP asks. */
public final class UpstreamFault extends Fault {
    private static final long serialVersionUID = 1;
    private static final long NANOS = 1_000_000_000;

    /** What was wrong. */
    public enum Kind {
        UNRESOLVED(502, "The origin server has no address."),
        CONNECT_FAILED(502, "The origin server cannot be reached."),
        CONNECT_TIMEOUT(504, "The origin server did not accept the connection in time."),
        UPSTREAM_TLS_FAILED(502, "The origin server did not agree on an encrypted connection."),
        UPSTREAM_CERTIFICATE_UNTRUSTED(502, "The origin server has no certificate that is trusted."),
        UPSTREAM_CERTIFICATE_NAME(502, "The certificate of the origin server is for another name."),
        UPSTREAM_CERTIFICATE_EXPIRED(502, "The certificate of the origin server is not valid now."),
        /** HTTP/2 alone is spoken to it, and it chose another version, or answered in one. */
        NO_HTTP2(502, "The origin server does not speak HTTP/2."),
        /** None is well, or none has room: nothing was tried. */
        NO_TARGET(503, "No origin server can take the request now."),
        /** That of the route: nothing was tried. */
        BREAKER_OPEN(503, "Requests like this one have failed, and are not tried for now."),
        POOL_TIMEOUT(503, "All connections to the origin server are busy."),
        WRITE_TIMEOUT(504, "The origin server did not take the request in time."),
        READ_TIMEOUT(504, "The origin server did not answer in time."),
        REQUEST_TIMEOUT(504, "The origin server did not finish in time."),
        CLOSED_EARLY(502, "The origin server closed the connection without an answer."),
        BAD_RESPONSE(502, "The origin server did not answer as HTTP asks."),
        RESPONSE_HEAD_TOO_LARGE(502, "The head of the answer is too large."),
        RESPONSE_NOT_HELD(502, "The answer is too large to be held."),
        TRUNCATED(502, "The origin server broke off its answer."),
        BAD_SWITCH(502, "The origin server did not switch to WebSocket as its protocol asks."),
        BAD_ORIGIN_FRAME(502, "The origin server sent what is no WebSocket frame."),
        /** By REFUSED_STREAM (RFC 9113 section 8.7): for certain it did nothing. */
        STREAM_REFUSED(503, "The origin server did not take the request."),
        /** By a GOAWAY that leaves the request out (RFC 9113 section 6.8), if it was sent at all: it did nothing, either. */
        GOING_AWAY(503, "The origin server was about to end the connection."),
        /** By HTTP_1_1_REQUIRED (RFC 9113 section 7): nor here. */
        HTTP1_REQUIRED(502, "The origin server asks for HTTP/1.1."),
        STREAM_RESET(502, "The origin server broke off the exchange."),
        /** An error of the connection, RFC 9113 section 5.4.1. */
        BAD_HTTP2(502, "The origin server did not speak HTTP/2 as its standard asks."),
        PING_TIMEOUT(504, "The origin server gave no sign of life.");

        private final int status;
        private final String sentence;

        Kind(int status, String sentence) {
            this.status = status;
            this.sentence = sentence;
        }

        /** Whether the origin has done nothing of what was asked, for certain: any request may be sent again. */
        public boolean isUnprocessed() {
            return this == STREAM_REFUSED || this == GOING_AWAY || this == HTTP1_REQUIRED;
        }

        /** Whether no connection came about, so that the origin has seen nothing of the request: it may be sent to another. */
        public boolean isUnreached() {
            return switch (this) {
                case UNRESOLVED,
                        CONNECT_FAILED,
                        CONNECT_TIMEOUT,
                        UPSTREAM_TLS_FAILED,
                        UPSTREAM_CERTIFICATE_UNTRUSTED,
                        UPSTREAM_CERTIFICATE_NAME,
                        UPSTREAM_CERTIFICATE_EXPIRED,
                        NO_HTTP2 -> true;
                case NO_TARGET,
                        BREAKER_OPEN,
                        POOL_TIMEOUT,
                        WRITE_TIMEOUT,
                        READ_TIMEOUT,
                        REQUEST_TIMEOUT,
                        CLOSED_EARLY,
                        BAD_RESPONSE,
                        RESPONSE_HEAD_TOO_LARGE,
                        RESPONSE_NOT_HELD,
                        TRUNCATED,
                        BAD_SWITCH,
                        BAD_ORIGIN_FRAME,
                        STREAM_REFUSED,
                        GOING_AWAY,
                        HTTP1_REQUIRED,
                        STREAM_RESET,
                        BAD_HTTP2,
                        PING_TIMEOUT -> false;
            };
        }

        /** The reason code, as in log and metrics. */
        public String reason() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final Kind kind;

    private final long retryAfterNanos;

    public UpstreamFault(Kind kind) {
        this(kind, 0);
    }

    /** @param retryAfterNanos when there may be an answer again, from now */
    public UpstreamFault(Kind kind, long retryAfterNanos) {
        super(kind.status, kind.reason(), kind.sentence);
        this.kind = kind;
        this.retryAfterNanos = retryAfterNanos;
    }

    @Override
    public long retryAfterSeconds() {
        return Math.max(1, (retryAfterNanos + NANOS - 1) / NANOS);
    }

    public Kind kind() {
        return kind;
    }
}
