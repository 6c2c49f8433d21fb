/**
 * Whether and when a request is sent again, decided for each route when the configuration loads. Uses route and below. Any thread.
 */
@NullMarked
package io.zentinelproxy.core.retry;

import org.jspecify.annotations.NullMarked;
