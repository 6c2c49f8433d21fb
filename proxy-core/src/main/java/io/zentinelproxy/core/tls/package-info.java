/**
 * TLS over a connection's socket: handshakes with their bounds, records, what was settled. Uses net, exchange and below; what it
 * makes is a {@link io.zentinelproxy.core.net.Transport} like any other. Runs on the connection's virtual thread, signatures too.
 */
@NullMarked
package io.zentinelproxy.core.tls;

import org.jspecify.annotations.NullMarked;
