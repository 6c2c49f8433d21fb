/** HTTP/2 towards origins, as an origin sees it on the wire, and what its answers come to for a client. */
@NullMarked
package io.zentinelproxy.core.wire.http2.origin;

import org.jspecify.annotations.NullMarked;
