/**
 * What happened: access log and metrics. Uses exchange and below, and config. Lines are formed on the exchange's thread and
 * written by one platform thread.
 */
@NullMarked
package io.zentinelproxy.core.observe;

import org.jspecify.annotations.NullMarked;
