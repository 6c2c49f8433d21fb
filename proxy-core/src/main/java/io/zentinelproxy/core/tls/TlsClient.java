package io.zentinelproxy.core.tls;

import io.zentinelproxy.core.exchange.Slots;
import io.zentinelproxy.core.exchange.TlsFacts;
import io.zentinelproxy.core.net.SocketTransport;
import io.zentinelproxy.core.net.Transport;
import java.io.IOException;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/** Our side of a handshake with an origin. */
public final class TlsClient {
    private TlsClient() {}

    /**
     * Shakes hands over a connected socket, and owns it from then on: it is closed where that fails.
     *
     * @param engine in client mode, with the name to ask for and to verify, trust and protocols set
     * @param serverName the name that it asks for, or null
     * @param identity for {@link TlsFacts#identity}
     * @param patience nanoseconds that it may take; afterwards {@link SocketTransport#isLate}
     * @throws IOException an {@link javax.net.ssl.SSLException} where the two cannot agree, whose cause is a {@link
     *     java.security.cert.CertificateException} where we do not trust the origin
     */
    public static TlsTransport connect(
            SocketTransport wire,
            SSLEngine engine,
            @Nullable String serverName,
            Object identity,
            Slots slots,
            long patience,
            TlsParts parts)
            throws IOException {
        long began = System.currentTimeMillis();
        long deadline = parts.sweep().exact() + patience;
        wire.deadline(deadline);
        Negotiation negotiation = new Negotiation(wire, engine, parts, deadline);
        try {
            ByteBuffer early = negotiation.run();
            wire.deadline(Transport.NO_DEADLINE);
            TlsFacts facts = facts(engine, serverName, identity, slots, began);
            return new TlsTransport(wire, engine, facts, parts, early);
        } catch (IOException | RuntimeException e) {
            negotiation.sendAlert();
            wire.close();
            throw e;
        }
    }

    private static TlsFacts facts(
            SSLEngine engine, @Nullable String serverName, Object identity, Slots slots, long began) {
        SSLSession session = engine.getSession();
        String protocol = engine.getApplicationProtocol();
        return new TlsFacts(
                session.getProtocol(),
                session.getCipherSuite(),
                serverName,
                protocol == null || protocol.isEmpty() ? null : protocol,
                PeerFacts.of(session),
                session.getCreationTime() < began,
                "",
                identity,
                slots);
    }
}
