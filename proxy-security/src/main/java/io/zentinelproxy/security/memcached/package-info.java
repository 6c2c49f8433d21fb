/** Limits counted in memcached, by its meta protocol over our own sockets. */
@NullMarked
package io.zentinelproxy.security.memcached;

import org.jspecify.annotations.NullMarked;
