/**
 * Whether the machine is as a configuration needs it: addresses, targets, files. Changes nothing: what is bound is let go, no file
 * is made. Uses the records of core's configuration and the JDK. Runs on the main thread, which waits for a few platform threads
 * that look names up and connect.
 */
@NullMarked
package io.zentinelproxy.launcher.validate;

import org.jspecify.annotations.NullMarked;
