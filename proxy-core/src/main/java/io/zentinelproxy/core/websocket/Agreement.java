package io.zentinelproxy.core.websocket;

import io.zentinelproxy.core.exchange.Duplex;
import io.zentinelproxy.core.exchange.SwitchedProtocol;

/**
 * What client and origin have agreed on by their handshake.
 *
 * @param bits that frames may use
 */
public record Agreement(WebSocketRoute route, ReservedBits bits) {
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
                whenOver.run();
            }
        };
    }
}
