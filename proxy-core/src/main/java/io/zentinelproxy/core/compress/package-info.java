/**
 * Content codings (RFC 9110 section 8.4): answers of origins that are compressed on their way to clients. Encoders have memory outside the
 * heap, so there are only so many at once, and whoever takes one gives it back. Each belongs to the thread of its exchange. The only package that names the
 * libraries of brotli and zstd. Uses observe, exchange, http, config and below.
 */
@NullMarked
package io.zentinelproxy.core.compress;

import org.jspecify.annotations.NullMarked;
