/**
 * The one currency: a request and its answer on their way, the facts collected about them, and the pump that moves content. Uses config, http, bytes, fault.
 */
@NullMarked
package io.zentinelproxy.core.exchange;

import org.jspecify.annotations.NullMarked;
