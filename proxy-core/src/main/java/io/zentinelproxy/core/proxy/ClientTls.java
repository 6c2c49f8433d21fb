package io.zentinelproxy.core.proxy;

import io.zentinelproxy.core.certificate.HandshakeIdentity;
import io.zentinelproxy.core.config.CertificateForwarding;
import io.zentinelproxy.core.config.TlsSettings;
import io.zentinelproxy.core.exchange.Slots;
import io.zentinelproxy.core.exchange.TlsFacts;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What requests of one listener have to do with its handshakes.
 *
 * @param hosts asks whether a connection may ask for a host; null where all are served with the same certificates, and in the clear
 * @param certificates where the client's certificate is found in words, or null where origins are not told
 * @param forwarding who puts it there, likewise
 * @param witnesses told of each handshake, in this order
 */
record ClientTls(
        @Nullable HandshakeHost hosts,
        Slots.@Nullable Slot<CertificateFields> certificates,
        @Nullable CertificateWitness forwarding,
        List<TlsFacts.Witness> witnesses) {
    private static final ClientTls IN_THE_CLEAR = new ClientTls(null, null, null, List.of());

    /** @param settings null in the clear */
    static ClientTls of(String listener, @Nullable TlsSettings settings, Commons commons) {
        if (settings == null) {
            return IN_THE_CLEAR;
        }
        List<TlsFacts.Witness> witnesses = new ArrayList<>();
        witnesses.add(commons.metrics().handshakes(listener));
        Slots.Slot<CertificateFields> certificates = null;
        CertificateWitness witness = null;
        CertificateForwarding forwarding = settings.forwarding();
        if (!forwarding.isOff()) {
            certificates = commons.certificateFields();
            witness = new CertificateWitness(listener, forwarding, certificates);
            witnesses.add(witness);
        }
        witnesses.add(commons.tlsMembers());
        witnesses.addAll(commons.witnesses());
        return new ClientTls(hosts(settings), certificates, witness, List.copyOf(witnesses));
    }

    private static @Nullable HandshakeHost hosts(TlsSettings settings) {
        return settings.certificates().size() == 1 ? null : new HandshakeHost(ClientTls::isServed);
    }

    private static boolean isServed(Object identity, byte[] host, int start, int end) {
        return ((HandshakeIdentity) identity).covers(host, start, end);
    }
}
