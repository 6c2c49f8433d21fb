/**
 * RFC 9112, both sides. Uses net and below. Runs on the connection's virtual thread; a request body that is still arriving is pumped by a second one.
 */
@NullMarked
package io.zentinelproxy.core.http1;

import org.jspecify.annotations.NullMarked;
