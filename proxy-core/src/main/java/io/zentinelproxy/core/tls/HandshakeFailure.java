package io.zentinelproxy.core.tls;

import io.zentinelproxy.core.net.SocketTransport;
import java.io.IOException;
import java.security.cert.CertificateException;
import java.util.Collections;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Finds out why a handshake has failed. JSSE says it in words only, so what the hello offered is looked at first. */
final class HandshakeFailure {
    private HandshakeFailure() {}

    static HandshakeResult of(IOException e, SocketTransport wire, ClientHello hello, SSLEngine engine) {
        if (e instanceof HandshakeRefused refused) {
            return refused.result();
        }
        if (wire.isLate()) {
            return HandshakeResult.TIMEOUT;
        }
        if (!(e instanceof SSLException)) {
            return HandshakeResult.CLOSED;
        }
        String said = e.getMessage() == null ? "" : e.getMessage();
        if (said.contains("Received fatal alert")) {
            return HandshakeResult.REFUSED_BY_CLIENT;
        }
        if (isCausedByCertificate(e)) {
            return HandshakeResult.CLIENT_CERTIFICATE_INVALID;
        }
        if (said.contains("Empty client certificate chain")) {
            return HandshakeResult.CLIENT_CERTIFICATE_MISSING;
        }
        return ofOffer(said, hello, engine);
    }

    private static HandshakeResult ofOffer(String said, ClientHello hello, SSLEngine engine) {
        if (Collections.disjoint(hello.versions(), numbers(engine.getEnabledProtocols()))) {
            return HandshakeResult.NO_COMMON_VERSION;
        }
        if (said.startsWith("(no_application_protocol)")) {
            return HandshakeResult.NO_COMMON_PROTOCOL;
        }
        // The last is of a client that verifies no signature which one of our keys could make.
        if (said.startsWith("(handshake_failure)")
                || said.startsWith("(insufficient_security)")
                || said.contains("No supported CertificateVerify signature algorithm")) {
            return HandshakeResult.NO_COMMON_CIPHER;
        }
        return said.startsWith("(internal_error)") ? HandshakeResult.INTERNAL : HandshakeResult.BAD_MESSAGE;
    }

    private static List<Integer> numbers(String[] protocols) {
        return List.of(protocols).stream()
                .map(protocol -> protocol.equals("TLSv1.3") ? ClientHello.TLS_1_3 : ClientHello.TLS_1_2)
                .toList();
    }

    private static boolean isCausedByCertificate(@Nullable Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof CertificateException) {
                return true;
            }
        }
        return false;
    }
}
