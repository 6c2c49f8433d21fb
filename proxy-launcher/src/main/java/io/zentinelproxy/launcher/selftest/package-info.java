/**
 * The requests of the self-test and what must come back. Uses nothing of ours: it speaks to addresses, through sockets, as any client
 * does. Runs on the thread that asked for the test and on platform threads of its own, so that virtual threads are the proxy's alone.
 */
@NullMarked
package io.zentinelproxy.launcher.selftest;

import org.jspecify.annotations.NullMarked;
