/**
 * Limits that are counted in this process: buckets of the bucket4j library, which only this package names, in tables of bounded size. Any
 * thread calls; nothing here has a thread of its own.
 */
@NullMarked
package io.zentinelproxy.security.local;

import org.jspecify.annotations.NullMarked;
