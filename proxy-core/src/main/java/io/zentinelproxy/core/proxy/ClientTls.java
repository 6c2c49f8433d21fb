package io.zentinelproxy.core.proxy;

import io.zentinelproxy.core.certificate.HandshakeIdentity;
import io.zentinelproxy.core.config.CertificateForwarding;
import io.zentinelproxy.core.config.ListenerSettings;
import io.zentinelproxy.core.config.TlsSettings;
import io.zentinelproxy.core.exchange.Slots;
import io.zentinelproxy.core.exchange.TlsFacts;
import io.zentinelproxy.core.observe.TlsMembers;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What requests of one listener have to do with its handshakes.
 *
 * @param hosts asks whether a connection may ask for a host; null where all are served with the same certificates, and in the clear
 * @param certificates where the client's certificate is found in words, or null where origins are not told
 * @param witnesses told of each handshake, in this order
 */
record ClientTls(
        @Nullable HandshakeHost hosts,
        Slots.@Nullable Slot<CertificateFields> certificates,
        List<TlsFacts.Witness> witnesses) {
    private static final ClientTls IN_THE_CLEAR = new ClientTls(null, null, List.of());

    /**
     * @param plan of the slots of connections
     * @param members puts the facts into words for the log
     * @param more those who learn from every handshake
     */
    static ClientTls of(
            ListenerSettings listener,
            Slots.Plan plan,
            Observers observers,
            TlsMembers members,
            List<TlsFacts.Witness> more) {
        TlsSettings settings = listener.tls();
        if (settings == null) {
            return IN_THE_CLEAR;
        }
        List<TlsFacts.Witness> witnesses = new ArrayList<>();
        witnesses.add(observers.metrics().handshakes(listener.id()));
        Slots.Slot<CertificateFields> certificates = null;
        CertificateForwarding forwarding = settings.forwarding();
        if (!forwarding.isOff()) {
            certificates = plan.slot(CertificateFields.class);
            CertificateWitness witness = new CertificateWitness(listener.id(), forwarding, certificates);
            observers.watch(witness);
            witnesses.add(witness);
        }
        witnesses.add(members);
        witnesses.addAll(more);
        return new ClientTls(hosts(settings), certificates, List.copyOf(witnesses));
    }

    private static @Nullable HandshakeHost hosts(TlsSettings settings) {
        return settings.certificates().size() == 1 ? null : new HandshakeHost(ClientTls::isServed);
    }

    private static boolean isServed(Object identity, byte[] host, int start, int end) {
        return ((HandshakeIdentity) identity).covers(host, start, end);
    }
}
