package io.zentinelproxy.core.fault;

import java.util.Locale;

/** The client asked for more than is allowed. */
public final class LimitFault extends Fault {
    private static final long serialVersionUID = 1;

    /** What was wrong. */
    public enum Kind {
        TARGET_TOO_LONG(414, "The request target is too long."),
        HEAD_TOO_LARGE(431, "The request head is too large."),
        TOO_MANY_FIELDS(431, "The request has too many header fields."),
        FIELD_NAME_TOO_LONG(431, "The name of a header field is too long."),
        FIELD_VALUE_TOO_LONG(431, "The value of a header field is too long."),
        TOO_MANY_RANGES(416, "The request asks for too many ranges."),
        BODY_TOO_LARGE(413, "The request content is too large."),
        BODY_NOT_HELD(413, "The request content is too large to be held."),
        DECODED_TOO_LARGE(413, "The request content is too large once it is decompressed."),
        DECODED_RATIO(413, "The request content becomes too much longer when it is decompressed."),
        DECODERS_EXHAUSTED(503, "Too much content is being decompressed."),
        HOLD_EXHAUSTED(503, "Too much content is held already."),
        IN_FLIGHT_EXHAUSTED(503, "Too many requests are being served."),
        ROUTE_EXHAUSTED(503, "Too many requests are being served under this address."),
        QUEUE_EXHAUSTED(503, "Too many requests wait for the origin server."),
        STALLED_READER(408, "The client took nothing of the answer while others waited for the origin server."),
        STREAM_TIMEOUT(408, "The exchange has lasted too long."),
        IDLE_TUNNEL(408, "Nothing came through the WebSocket for too long."),
        RATE_LIMITED(429, "Rate limit exceeded."),
        TOKENS_LIMITED(429, "Token rate limit exceeded."),
        BUDGET_EXHAUSTED(429, "Token budget exhausted."),
        CONTEXT_EXCEEDED(400, "The prompt is longer than the model reads."),
        LEDGER_UNAVAILABLE(503, "What you may still use cannot be said at the moment."),
        LIMITS_UNAVAILABLE(503, "Whether you have asked too often cannot be said at the moment.");

        private final int status;
        private final String sentence;

        Kind(int status, String sentence) {
            this.status = status;
            this.sentence = sentence;
        }

        /** The reason code, as in log and metrics. */
        public String reason() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final Kind kind;
    private final long retryAfterSeconds;

    public LimitFault(Kind kind) {
        this(kind, kind.status, kind.sentence, 1);
    }

    /**
     * One told in words of the configuration.
     *
     * @param retryAfterSeconds at least 1
     */
    public LimitFault(Kind kind, int status, String sentence, long retryAfterSeconds) {
        super(status, kind.reason(), sentence);
        this.kind = kind;
        this.retryAfterSeconds = retryAfterSeconds;
    }

    @Override
    public long retryAfterSeconds() {
        return retryAfterSeconds;
    }

    public Kind kind() {
        return kind;
    }
}
