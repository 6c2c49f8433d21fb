/** Which targets get requests: checks, breakers, ejections, through sockets and with real origins. */
@NullMarked
package io.zentinelproxy.core.wire.health;

import org.jspecify.annotations.NullMarked;
