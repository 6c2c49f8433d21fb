/**
 * Rate limits on routes: what their blocks say, whom a request counts for, and what becomes of it. Filters are called by the threads of
 * requests, which alone wait where a limiter holds requests back; stores that others share are settled by a thread of their own.
 */
@NullMarked
package io.zentinelproxy.security.ratelimit;

import org.jspecify.annotations.NullMarked;
