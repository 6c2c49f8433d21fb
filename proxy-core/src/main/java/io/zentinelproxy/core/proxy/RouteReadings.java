package io.zentinelproxy.core.proxy;

import io.zentinelproxy.core.observe.Figures;
import io.zentinelproxy.core.observe.Reading;
import io.zentinelproxy.core.observe.Teller;
import io.zentinelproxy.core.websocket.Opcode;
import io.zentinelproxy.core.websocket.WebSocketRoute;

/** What metrics say of the WebSockets of a route. */
record RouteReadings(String route, WebSocketRoute sockets) implements Teller {
    @Override
    public void tell(Figures figures) {
        figures.put(Reading.WEBSOCKETS, sockets.connections(), route);
        figures.put(Reading.WEBSOCKETS_OPEN, sockets.open(), route);
        for (Opcode opcode : Opcode.values()) {
            figures.put(
                    Reading.WEBSOCKET_FRAMES,
                    sockets.fromClients().of(opcode),
                    route,
                    "client_to_server",
                    opcode.word());
            figures.put(
                    Reading.WEBSOCKET_FRAMES,
                    sockets.fromOrigins().of(opcode),
                    route,
                    "server_to_client",
                    opcode.word());
        }
    }
}
