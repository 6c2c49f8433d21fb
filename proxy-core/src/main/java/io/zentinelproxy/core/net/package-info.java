/**
 * Listening, connecting, transports, deadlines and drain. Uses exchange and below. The acceptor and the sweep are platform threads.
 */
@NullMarked
package io.zentinelproxy.core.net;

import org.jspecify.annotations.NullMarked;
