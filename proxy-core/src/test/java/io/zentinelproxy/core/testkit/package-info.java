/**
 * The test kit, exported to the other modules as core's test-jar: a client and an origin that speak raw octets and misbehave
 * on command, and a running proxy between them. Uses sockets of the JDK only, none of the proxy's own parsing, so that a
 * mistake of ours cannot hide itself. The client runs on the test's thread, the origin on one platform thread a connection.
 */
@NullMarked
package io.zentinelproxy.core.testkit;

import org.jspecify.annotations.NullMarked;
