/**
 * HTTP/2, both sides (RFC 9113): frames, streams, flow control, the budget of odd events. Uses net, exchange and below. One thread reads
 * each connection and one writes it; each stream of a client has the thread of its exchange.
 */
@NullMarked
package io.zentinelproxy.core.http2;

import org.jspecify.annotations.NullMarked;
