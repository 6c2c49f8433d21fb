/** A DNS server on loopback that answers as the test says. */
@NullMarked
package io.zentinelproxy.core.testkit.dns;

import org.jspecify.annotations.NullMarked;
