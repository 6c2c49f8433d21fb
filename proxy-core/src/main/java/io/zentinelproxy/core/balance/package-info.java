/**
 * Choosing an endpoint: one file an algorithm. Uses route and below. Any thread.
 */
@NullMarked
package io.zentinelproxy.core.balance;

import org.jspecify.annotations.NullMarked;
