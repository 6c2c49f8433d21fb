package io.zentinelproxy.core.exchange;

import org.jspecify.annotations.Nullable;

/** The session that a request's client has with an endpoint, where its upstream keeps sessions. Belongs to its exchange. */
public final class Session {
    private byte @Nullable [] cookie;
    private boolean kept;

    Session() {}

    /** Starts anew, with the next request. */
    void clear() {
        cookie = null;
        kept = false;
    }

    /** The value of a Set-Cookie that goes with the origin's answer, so that its client comes back to the same; or null. */
    public byte @Nullable [] cookie() {
        return cookie;
    }

    public void cookie(byte @Nullable [] told) {
        cookie = told;
    }

    /** Whether the endpoint chosen is the one that the session is with. */
    public boolean isKept() {
        return kept;
    }

    public void kept(boolean same) {
        kept = same;
    }
}
