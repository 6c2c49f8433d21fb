/**
 * HTTP/2 seen from outside: frames through real sockets, one file a behaviour or an attack, the client's side of every one in
 * {@code testkit.h2}, which shares nothing with what is tested.
 */
@NullMarked
package io.zentinelproxy.core.wire.http2;

import org.jspecify.annotations.NullMarked;
