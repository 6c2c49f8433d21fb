/**
 * The answers that the proxy gives itself: error pages and builtin handlers. Made when the configuration loads and shared by all exchanges;
 * called on the exchange's own thread. Uses upstream, filter, observe, exchange, json, http, config and below.
 */
@NullMarked
package io.zentinelproxy.core.answer;

import org.jspecify.annotations.NullMarked;
