/** Targets that come and go, and names whose addresses change, seen from outside: real servers of DNS, real files, real requests. */
@NullMarked
package io.zentinelproxy.core.wire.discovery;

import org.jspecify.annotations.NullMarked;
