package io.zentinelproxy.core.fault;

import java.util.Locale;

/** The client sent what we do not take, or went away. */
public final class ClientFault extends Fault {
    private static final long serialVersionUID = 1;

    /** What was wrong. */
    public enum Kind {
        BAD_REQUEST_LINE(400, "The request line is malformed."),
        BAD_TARGET(400, "The request target is malformed."),
        BAD_FIELD(400, "A header field is malformed."),
        BAD_HOST(400, "The Host field is missing, repeated or malformed."),
        BAD_FRAMING(400, "The length of the request content is ambiguous."),
        BAD_CHUNK(400, "The chunked coding of the request content is broken."),
        BROKEN_CODING(400, "The request content is not in the coding that its head names."),
        UNSUPPORTED_CODING(415, "The coding of the request content is not known here."),
        UNKNOWN_CODING(501, "The transfer coding is not known here."),
        UNSUPPORTED_VERSION(505, "This version of HTTP is not spoken here."),
        METHOD_REFUSED(405, "This method is not served here."),
        BAD_RANGE(416, "The range is malformed."),
        UNKNOWN_EXPECTATION(417, "The expectation cannot be met."),
        LATE_HEAD(408, "The request head did not arrive in time."),
        LATE_BODY(408, "The request content did not arrive in time."),
        LATE_READER(408, "The client did not take the answer in time."),
        CLIENT_GONE(499, "The client closed the connection."),
        BAD_UPGRADE(400, "A WebSocket is opened by a GET without content."),
        BAD_FRAME(400, "The client sent what is no WebSocket frame."),
        BAD_MODEL_REQUEST(400, "The request to the model is malformed.");

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

    public ClientFault(Kind kind) {
        this(kind, kind.status, kind.sentence);
    }

    /** One that is told more closely. */
    public ClientFault(Kind kind, int status, String sentence) {
        super(status, kind.reason(), sentence);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
