package io.zentinelproxy.core.uri;

/** Why a path or an authority is not taken, in words for whoever wrote it into a configuration. Carries no stack trace: clients cause it, too. */
public final class UriRefusal extends Exception {
    private static final long serialVersionUID = 1;

    private final String reason;

    UriRefusal(String reason) {
        super(reason, null, false, false);
        this.reason = reason;
    }

    /** What is wrong, without a full stop. */
    public String reason() {
        return reason;
    }
}
