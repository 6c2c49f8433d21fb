package io.zentinelproxy.core.fault;

import java.util.Locale;

/** A defect of ours, with the stack of its cause, or a step of ours that cannot be done for this request. */
public final class InternalFault extends Fault {
    private static final long serialVersionUID = 1;

    /** What was wrong. */
    public enum Kind {
        INTERNAL("An internal error occurred."),
        FILTER_FAILED("A filter of this route cannot be applied to the request.");

        private final String sentence;

        Kind(String sentence) {
            this.sentence = sentence;
        }

        /** The reason code, as in log and metrics. */
        public String reason() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public InternalFault(Throwable cause) {
        super(500, Kind.INTERNAL.reason(), Kind.INTERNAL.sentence, cause);
    }

    /** No defect: expected of some requests, hence without a stack. */
    public InternalFault(Kind kind) {
        super(500, kind.reason(), kind.sentence);
    }
}
