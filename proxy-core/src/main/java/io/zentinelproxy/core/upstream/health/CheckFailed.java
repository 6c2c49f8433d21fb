package io.zentinelproxy.core.upstream.health;

/** Why an endpoint is not well. Carries no stack trace. */
public final class CheckFailed extends Exception {
    private static final long serialVersionUID = 1;

    /** @param why in words, for log and figures; holds nothing that the origin has sent but numbers */
    public CheckFailed(String why) {
        super(why, null, false, false);
    }

    public String why() {
        return String.valueOf(getMessage());
    }
}
