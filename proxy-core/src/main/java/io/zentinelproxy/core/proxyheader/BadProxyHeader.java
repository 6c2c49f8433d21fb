package io.zentinelproxy.core.proxyheader;

import io.zentinelproxy.core.net.ConnectionRefusal;
import java.io.IOException;

/** There is no header where one must be, or none that can be believed. */
public final class BadProxyHeader extends IOException {
    /** It breaks the rules of the protocol. */
    public static final ConnectionRefusal BAD = ConnectionRefusal.silent("bad_proxy_header");

    /** It was not complete in time. */
    public static final ConnectionRefusal LATE = ConnectionRefusal.silent("late_proxy_header");

    /** The connection begins with something else. */
    public static final ConnectionRefusal MISSING = ConnectionRefusal.silent("no_proxy_header");

    private static final long serialVersionUID = 1;

    private final transient ConnectionRefusal refusal;

    private BadProxyHeader(ConnectionRefusal refusal, String what) {
        super(what);
        this.refusal = refusal.because(what);
    }

    static BadProxyHeader of(String what) {
        return new BadProxyHeader(BAD, what);
    }

    static BadProxyHeader late() {
        return new BadProxyHeader(LATE, "the header was not complete in time");
    }

    static BadProxyHeader missing() {
        return new BadProxyHeader(MISSING, "the connection does not begin with a header");
    }

    /** The reason, with what is wrong. */
    public ConnectionRefusal refusal() {
        return refusal;
    }
}
