/**
 * What is known of the targets of an upstream: checks and when they are due, circuit breakers, who stands out by failures. Uses balance and
 * below. Results come from any thread; what is due is begun by the sweep's thread, which never waits here.
 */
@NullMarked
package io.zentinelproxy.core.upstream.health;

import org.jspecify.annotations.NullMarked;
