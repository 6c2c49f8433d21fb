package io.zentinelproxy.core.http2;

import io.zentinelproxy.core.fault.ClientFault;

/** A message that is no message of HTTP (RFC 9113 section 8.1.1): its stream is reset. Expected of hostile peers, hence without a stack. */
final class Malformed extends Exception {
    private static final long serialVersionUID = 1;

    private final ClientFault.Kind kind;

    /** @param kind what it is called where a client has sent it */
    Malformed(ClientFault.Kind kind) {
        super(kind.reason(), null, false, false);
        this.kind = kind;
    }

    ClientFault.Kind kind() {
        return kind;
    }
}
