package io.zentinelproxy.core.upstream.tls;

import io.zentinelproxy.core.fault.UpstreamFault;
import java.security.cert.CertificateException;

/** The certificate of an origin is not good enough, for a reason that an operator can act on. Carries no stack trace. */
final class CertificateRefused extends CertificateException {
    private static final long serialVersionUID = 1;

    private final UpstreamFault.Kind kind;

    CertificateRefused(UpstreamFault.Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    UpstreamFault.Kind kind() {
        return kind;
    }

    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}
