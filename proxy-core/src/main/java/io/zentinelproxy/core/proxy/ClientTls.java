package io.zentinelproxy.core.proxy;

import io.zentinelproxy.core.exchange.Slots;
import org.jspecify.annotations.Nullable;

/**
 * What requests of one listener have to do with its TLS.
 *
 * @param hosts asks whether a connection may ask for a host; null where there is one certificate and one policy for all, and in the clear
 * @param certificates where the client's certificate is found in words, or null where origins are not told
 */
record ClientTls(@Nullable HandshakeHost hosts, Slots.@Nullable Slot<CertificateFields> certificates) {
    /** Of listeners in the clear. */
    static final ClientTls NONE = new ClientTls(null, null);
}
