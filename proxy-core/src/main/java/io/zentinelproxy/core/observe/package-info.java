/**
 * What happened: access log and metrics. Uses exchange and below, and config; the Prometheus library is seen nowhere else. Lines
 * are formed and exchanges counted on the exchange's own thread; one platform thread writes the lines.
 */
@NullMarked
package io.zentinelproxy.core.observe;

import org.jspecify.annotations.NullMarked;
