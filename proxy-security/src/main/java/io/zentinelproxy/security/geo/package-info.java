/** Which country an address is in: the one door to MaxMind's reader, and a reader of IP2Location's files. A database is read whole into a prefix table; no look-up sees the library. Read at load time and by the watch of files. */
@NullMarked
package io.zentinelproxy.security.geo;

import org.jspecify.annotations.NullMarked;
