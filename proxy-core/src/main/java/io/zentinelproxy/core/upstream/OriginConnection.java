package io.zentinelproxy.core.upstream;

import io.zentinelproxy.core.config.HttpVersionSettings.Offer;
import io.zentinelproxy.core.exchange.TlsFacts;
import io.zentinelproxy.core.net.Transport;
import io.zentinelproxy.core.upstream.tls.OriginCredentials;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A connection to an origin, busy or idle. Its fields belong to whoever holds it. */
final class OriginConnection {
    private final Transport transport;
    private final @Nullable ToldClient told;
    private final @Nullable OriginCredentials credentials;
    private final Loan loan = new Loan();
    private final long since;
    private long idleSince;

    /**
     * @param told what it began by telling of a client, or null
     * @param credentials what its handshake went by, or null in the clear
     */
    OriginConnection(
            Transport transport, @Nullable ToldClient told, @Nullable OriginCredentials credentials, long now) {
        this.transport = transport;
        this.told = told;
        this.credentials = credentials;
        since = now;
        idleSince = now;
    }

    /** Whether HTTP/2 is spoken on it: by its handshake, or in the clear where nothing else may be. */
    boolean speaksHttp2(Offer offer) {
        TlsFacts tls = transport.tls();
        return tls == null ? offer == Offer.HTTP2 : tls.isHttp2();
    }

    /** To whom it is lent. */
    Loan loan() {
        return loan;
    }

    Transport transport() {
        return transport;
    }

    /** Whether a request may be sent on it that is to be told of this client, or null of none. */
    boolean tells(@Nullable ToldClient client) {
        return Objects.equals(told, client);
    }

    /** Whether its handshake went by what holds now, and would go the same way again. */
    boolean wentBy(@Nullable OriginCredentials now) {
        return credentials == now;
    }

    /** When it was connected. */
    long since() {
        return since;
    }

    /** When it was last given back. */
    long idleSince() {
        return idleSince;
    }

    void idle(long now) {
        idleSince = now;
    }
}
