/**
 * The proxy seen from outside: raw octets through real sockets, one file a behaviour or an attack. Nothing here looks into the
 * proxy; a test says what was sent, what came back and what the origin saw.
 */
@NullMarked
package io.zentinelproxy.core.wire;

import org.jspecify.annotations.NullMarked;
