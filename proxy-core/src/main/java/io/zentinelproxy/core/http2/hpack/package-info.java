/** Header compression for HTTP/2 (RFC 7541). Uses http and bytes. Nothing here is shared between threads: who owns a coder guards it. */
@NullMarked
package io.zentinelproxy.core.http2.hpack;

import org.jspecify.annotations.NullMarked;
