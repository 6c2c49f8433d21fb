package io.zentinelproxy.core.websocket;

import io.zentinelproxy.core.exchange.Duplex;
import io.zentinelproxy.core.exchange.SwitchedProtocol;

/**
 * What client and origin have agreed on by their handshake.
 *
 * @param bits that frames may use
 */
public record Agreement(WebSocketRoute route, ReservedBits bits) {
    /** Counts the tunnel as open. Called before the client is told: whoever has the answer finds it counted. */
    public void opened() {
        route.opened();
    }

    /** Counts it as closed again, where the client could not be told. */
    public void failed() {
        route.closed();
    }

    /**
     * What the client's connection becomes once it was told of the origin's 101.
     *
     * @param whenOver run once, at the very end
     */
    public SwitchedProtocol tunnel(Duplex origin, Runnable whenOver) {
        return (client, facts) -> {
            try {
                new Tunnel(route, client, origin, bits).run(facts);
            } finally {
                route.closed();
                whenOver.run();
            }
        };
    }
}
