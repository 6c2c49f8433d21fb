/**
 * The PROXY protocol as it is received (haproxy's proxy-protocol.txt): who connected to the balancer in front of us, told before the
 * first octet of TLS or HTTP. Uses net and below. Runs on the connection's virtual thread.
 */
@NullMarked
package io.zentinelproxy.core.proxyheader;

import org.jspecify.annotations.NullMarked;
