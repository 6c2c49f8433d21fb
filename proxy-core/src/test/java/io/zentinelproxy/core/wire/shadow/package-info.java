/** Requests that are mirrored to a shadow upstream, seen from the sockets of the client, of its origin and of the shadow. */
@NullMarked
package io.zentinelproxy.core.wire.shadow;

import org.jspecify.annotations.NullMarked;
