package io.zentinelproxy.core.tls;

/** How a client's handshake ended: the reason codes of log and metrics. */
public enum HandshakeResult {
    OK("ok"),
    /** An earlier session went on. */
    RESUMED("resumed"),
    /** Not done within the handshake timeout. */
    TIMEOUT("timeout"),
    NO_COMMON_VERSION("no_common_version"),
    /** No cipher suite, group or signature in common, with the certificate that was meant. */
    NO_COMMON_CIPHER("no_common_cipher"),
    /** The client named protocols (RFC 7301), and we speak none of them. */
    NO_COMMON_PROTOCOL("no_common_protocol"),
    /** No ClientHello at all, or a malformed one. SSLv2 too. */
    BAD_HELLO("bad_hello"),
    HELLO_TOO_LARGE("hello_too_large"),
    /** What came after the hello was not what must come there. */
    BAD_MESSAGE("bad_message"),
    CLIENT_CERTIFICATE_MISSING("client_certificate_missing"),
    CLIENT_CERTIFICATE_INVALID("client_certificate_invalid"),
    /** The client ended it with an alert: it did not like our certificate, say. */
    REFUSED_BY_CLIENT("refused_by_client"),
    /** The client went away, or we are closing. */
    CLOSED("closed"),
    /** As many handshakes are in flight as may be. */
    CAPPED("capped"),
    /** A request in the clear. */
    PLAIN_HTTP("plain_http"),
    /** A defect of ours, or a key that cannot be used. */
    INTERNAL("internal");

    private final String word;

    HandshakeResult(String word) {
        this.word = word;
    }

    /** The reason code, as in log and metrics. */
    public String word() {
        return word;
    }

    public boolean isSuccess() {
        return this == OK || this == RESUMED;
    }
}
