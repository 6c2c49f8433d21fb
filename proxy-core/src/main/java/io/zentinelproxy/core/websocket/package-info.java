/**
 * WebSocket over HTTP/1.1 (RFC 6455): what its handshake must be like, and the tunnel after 101 with its look at frame headers. Uses
 * net, exchange, http and below. Two virtual threads run a tunnel: the client's connection's, and one of its own.
 */
@NullMarked
package io.zentinelproxy.core.websocket;

import org.jspecify.annotations.NullMarked;
