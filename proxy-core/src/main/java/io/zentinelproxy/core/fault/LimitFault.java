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
        HOLD_EXHAUSTED(503, "Too much content is held already."),
        IN_FLIGHT_EXHAUSTED(503, "Too many requests are being served."),
        ROUTE_EXHAUSTED(503, "Too many requests are being served under this address."),
        QUEUE_EXHAUSTED(503, "Too many requests wait for the origin server."),
        STALLED_READER(408, "The client took nothing of the answer while others waited for the origin server."),
        STREAM_TIMEOUT(408, "The exchange has lasted too long."),
        IDLE_TUNNEL(408, "Nothing came through the WebSocket for too long.");

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

    public LimitFault(Kind kind) {
        super(kind.status, kind.reason(), kind.sentence);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
