/**
 * What several servers make of what the proxy forwards: mutated requests, one client for each origin, and the comparison. May use
 * the test kit; the clients and the recording origin run on virtual threads, Tomcat and the JDK's server on their own.
 */
@NullMarked
package io.zentinelproxy.launcher.differential;

import org.jspecify.annotations.NullMarked;
