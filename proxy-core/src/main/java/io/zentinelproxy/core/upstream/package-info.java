/**
 * Reaching an origin: connecting, the pool of connections of each endpoint. Uses balance and below. Runs on the exchange's thread.
 */
@NullMarked
package io.zentinelproxy.core.upstream;

import org.jspecify.annotations.NullMarked;
