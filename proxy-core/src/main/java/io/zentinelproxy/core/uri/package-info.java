/**
 * The one form of a path and of an authority (RFC 3986 section 6.2, RFC 9110 section 4.2.3): octets in, octets out, for requests and for what a
 * configuration says alike. Uses bytes; one thread at a time.
 */
@NullMarked
package io.zentinelproxy.core.uri;

import org.jspecify.annotations.NullMarked;
