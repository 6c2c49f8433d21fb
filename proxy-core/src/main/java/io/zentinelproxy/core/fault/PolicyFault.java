package io.zentinelproxy.core.fault;

import java.util.Locale;

/** The configuration says no. */
public final class PolicyFault extends Fault {
    private static final long serialVersionUID = 1;

    /** What was wrong. */
    public enum Kind {
        NO_ROUTE(404, "Nothing is served under this address."),
        NOT_FOUND(404, "Nothing is served under this address."),
        READ_ONLY(405, "This can only be read."),
        ADDRESS_DENIED(403, "Requests from your address are not served here."),
        COUNTRY_DENIED(403, "Requests from your country are not served here."),
        REPUTATION_DENIED(403, "Requests from your address are not served here."),
        WEBSOCKET_REFUSED(403, "WebSocket is not spoken here."),
        KEY_MISSING(401, "Give your key as `Authorization: Bearer` or `x-api-key`."),
        KEY_REFUSED(401, "This key is not known here."),
        /** Told as one that is not known: whether a key has ever been one is nobody's business. */
        KEY_REVOKED(401, "This key is not known here."),
        KEY_EXPIRED(401, "This key is not known here."),
        KEY_AMBIGUOUS(401, "Give one key, not two that differ."),
        MODEL_REFUSED(403, "This model is not for your key."),
        MODEL_UNKNOWN(404, "This model is not known here."),
        MISDIRECTED(421, "This connection is not for what you asked for.");

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

    public PolicyFault(Kind kind) {
        this(kind, kind.status, kind.sentence);
    }

    /** One told in words of the configuration. */
    public PolicyFault(Kind kind, int status, String sentence) {
        super(status, kind.reason(), sentence);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
