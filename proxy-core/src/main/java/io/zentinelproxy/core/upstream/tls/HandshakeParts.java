package io.zentinelproxy.core.upstream.tls;

import io.zentinelproxy.core.exchange.Slots;
import io.zentinelproxy.core.exchange.TlsFacts;
import io.zentinelproxy.core.tls.TlsParts;
import java.util.List;

/**
 * What the handshakes of all upstreams share.
 *
 * @param tls what all connections in TLS share
 * @param slots what plugs keep with a connection
 * @param witnesses who learn something from each finished handshake
 */
public record HandshakeParts(TlsParts tls, Slots.Plan slots, List<TlsFacts.Witness> witnesses) {
    public HandshakeParts {
        witnesses = List.copyOf(witnesses);
    }
}
