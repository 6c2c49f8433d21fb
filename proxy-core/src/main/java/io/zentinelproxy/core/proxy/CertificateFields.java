package io.zentinelproxy.core.proxy;

import io.zentinelproxy.core.http.FieldName;
import io.zentinelproxy.core.http.Fields;
import org.jspecify.annotations.Nullable;

/**
 * What the origin is told of the client's certificate: values of fields, made once at the handshake and put into each request of the
 * connection. Null for what is not told.
 *
 * @param certificate of Client-Cert (RFC 9440 section 2.2)
 * @param chain of Client-Cert-Chain (RFC 9440 section 2.3); null also where the client sent nothing but its certificate
 * @param forwarded of X-Forwarded-Client-Cert
 */
record CertificateFields(byte @Nullable [] certificate, byte @Nullable [] chain, byte @Nullable [] forwarded) {

    /** Adds them to a request, in which no such field is left: see {@code RequestRules}. */
    void addTo(Fields fields) {
        add(fields, FieldName.CLIENT_CERT, certificate);
        add(fields, FieldName.CLIENT_CERT_CHAIN, chain);
        add(fields, FieldName.X_FORWARDED_CLIENT_CERT, forwarded);
    }

    private static void add(Fields fields, FieldName name, byte @Nullable [] value) {
        if (value != null) {
            fields.add(name, value);
        }
    }
}
