package io.zentinelproxy.core.certificate;

/** The versions of TLS that are spoken. Those before are no longer to be (RFC 8996). */
public enum TlsVersion {
    TLS_1_2("TLSv1.2"),
    TLS_1_3("TLSv1.3");

    private final String jsse;

    TlsVersion(String jsse) {
        this.jsse = jsse;
    }

    /** As JSSE and the facts of a handshake name it. */
    public String jsse() {
        return jsse;
    }

    /** As a configuration names it. */
    public String number() {
        return jsse.substring("TLSv".length());
    }

    /** Whether it is one of those between these, which are among them. */
    public boolean isWithin(TlsVersion oldest, TlsVersion newest) {
        return compareTo(oldest) >= 0 && compareTo(newest) <= 0;
    }
}
