/** Events that are told outside: seen from the socket of whoever is told. */
@NullMarked
package io.zentinelproxy.core.wire.webhook;

import org.jspecify.annotations.NullMarked;
