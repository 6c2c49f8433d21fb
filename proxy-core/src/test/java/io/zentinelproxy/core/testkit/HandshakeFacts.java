package io.zentinelproxy.core.testkit;

import io.zentinelproxy.core.exchange.Slots;
import io.zentinelproxy.core.exchange.TlsFacts;
import io.zentinelproxy.core.exchange.TlsPeer;
import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Facts of handshakes that nobody made. */
public final class HandshakeFacts {
    private HandshakeFacts() {}

    /** Of a client without a certificate that asks for this name. */
    public static TlsFacts asking(@Nullable String serverName, Object identity, Slots slots) {
        return new TlsFacts(
                "TLSv1.3",
                "TLS_AES_256_GCM_SHA384",
                serverName,
                "http/1.1",
                null,
                false,
                "t13d1516h2_8daaf6152771_b186095e22b6",
                identity,
                slots);
    }

    /** Of a client that has shown this chain, whose first certificate has these names. */
    public static TlsFacts proven(List<X509Certificate> chain, List<String> names, Slots slots) {
        return new TlsFacts(
                "TLSv1.2",
                "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
                "a.example",
                null,
                new TlsPeer(chain, names),
                true,
                "",
                "identity",
                slots);
    }
}
