/** Addresses by the longest prefix that holds them: immutable tables, built once, asked by any thread. Uses core's Network only. */
@NullMarked
package io.zentinelproxy.security.prefix;

import org.jspecify.annotations.NullMarked;
