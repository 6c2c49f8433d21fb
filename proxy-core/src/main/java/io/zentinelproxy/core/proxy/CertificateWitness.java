package io.zentinelproxy.core.proxy;

import io.zentinelproxy.core.bytes.Ascii;
import io.zentinelproxy.core.config.CertificateForwarding;
import io.zentinelproxy.core.exchange.Slots;
import io.zentinelproxy.core.exchange.TlsFacts;
import io.zentinelproxy.core.exchange.TlsPeer;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Puts into words, at the handshake, what the origin is told of a client's certificate. A value over its limit is left out, counted, and
 * told once: a request that no origin takes would be worse, and what is cut short is no certificate.
 */
final class CertificateWitness implements TlsFacts.Witness {
    /** Octets of Client-Cert: a certificate of 6 KiB. Servers commonly take heads of 8 KiB in all, and a certificate of RSA 4096 needs 3. */
    static final int MOST_CERTIFICATE_OCTETS = 8 * 1024;

    /** Octets of Client-Cert-Chain. */
    static final int MOST_CHAIN_OCTETS = 16 * 1024;

    private static final System.Logger LOG = System.getLogger(CertificateWitness.class.getName());

    private final String listener;
    private final CertificateForwarding forwarding;
    private final Slots.Slot<CertificateFields> slot;
    private final LongAdder leftOut = new LongAdder();
    private volatile boolean told;

    CertificateWitness(String listener, CertificateForwarding forwarding, Slots.Slot<CertificateFields> slot) {
        this.listener = listener;
        this.forwarding = forwarding;
        this.slot = slot;
    }

    @Override
    public void handshaken(TlsFacts facts) {
        TlsPeer peer = facts.peer();
        if (peer != null) {
            facts.slots().set(slot, fields(peer));
        }
    }

    /** Values that were too long or could not be made, so far. */
    long leftOut() {
        return leftOut.sum();
    }

    private CertificateFields fields(TlsPeer peer) {
        byte[] certificate = forwarding.rfc9440() ? certificate(peer.certificate()) : null;
        byte[] chain = certificate == null ? null : chain(peer.chain());
        byte[] forwarded = forwarding.forwarded() ? forwarded(peer.certificate()) : null;
        return new CertificateFields(certificate, chain, forwarded);
    }

    private byte @Nullable [] certificate(X509Certificate certificate) {
        StringBuilder value = new StringBuilder();
        return put(value, certificate) && value.length() <= MOST_CERTIFICATE_OCTETS
                ? octets(value)
                : leftOut("Client-Cert");
    }

    private byte @Nullable [] chain(List<X509Certificate> chain) {
        if (chain.size() == 1) {
            return null;
        }
        StringBuilder value = new StringBuilder();
        for (X509Certificate issuer : chain.subList(1, chain.size())) {
            value.append(value.isEmpty() ? "" : ", ");
            if (!put(value, issuer) || value.length() > MOST_CHAIN_OCTETS) {
                return leftOut("Client-Cert-Chain");
            }
        }
        return octets(value);
    }

    private byte @Nullable [] forwarded(X509Certificate certificate) {
        String value = ForwardedClientCert.of(certificate);
        return value == null ? leftOut("X-Forwarded-Client-Cert") : Ascii.octets(value);
    }

    /** A byte sequence of structured fields (RFC 9651 section 3.3.5). */
    private static boolean put(StringBuilder value, X509Certificate certificate) {
        try {
            String base64 = Base64.getEncoder().encodeToString(certificate.getEncoded());
            value.append(':').append(base64).append(':');
            return true;
        } catch (CertificateEncodingException unwritable) {
            return false;
        }
    }

    private static byte[] octets(StringBuilder value) {
        return Ascii.octets(value.toString());
    }

    private byte @Nullable [] leftOut(String field) {
        leftOut.increment();
        if (!told) {
            told = true;
            LOG.log(
                    System.Logger.Level.WARNING,
                    "listener " + listener + ": a client's certificate is too large or too malformed for " + field
                            + ", which origins then do not get; told once");
        }
        return null;
    }
}
