/**
 * HTTP/2 for tests: a client and an origin that speak frames as the test writes them and misbehave on command, with an HPACK of
 * their own (slow and plain), so that a mistake of the proxy's cannot hide itself. One thread reads each connection; the test's
 * threads send and wait.
 */
@NullMarked
package io.zentinelproxy.core.testkit.h2;

import org.jspecify.annotations.NullMarked;
