/**
 * Octets: tables, the counted reader and the writer of one connection, their pools. Uses faults only; what is not a pool belongs to one thread.
 */
@NullMarked
package io.zentinelproxy.core.bytes;

import org.jspecify.annotations.NullMarked;
