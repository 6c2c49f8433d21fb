/**
 * Asking a target whether it is well: over HTTP, by a connection, over gRPC. Uses upstream.health and below. Each check runs on a virtual
 * thread of its own, on a connection of its own.
 */
@NullMarked
package io.zentinelproxy.core.upstream.check;

import org.jspecify.annotations.NullMarked;
