/**
 * Well-behaved origin servers inside the process, for the demo and for tests: a thin frame around the JDK's own HTTP server, and
 * an echo. Nothing here stands in the path of proxied traffic. May use {@code json}; a virtual thread per request runs it.
 */
@NullMarked
package io.zentinelproxy.core.origin;

import org.jspecify.annotations.NullMarked;
