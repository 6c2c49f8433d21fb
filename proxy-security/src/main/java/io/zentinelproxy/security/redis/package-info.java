/** Limits counted in Redis, the one place that knows its client library. */
@NullMarked
package io.zentinelproxy.security.redis;

import org.jspecify.annotations.NullMarked;
