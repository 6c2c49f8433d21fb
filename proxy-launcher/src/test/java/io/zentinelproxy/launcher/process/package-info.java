/** The finished jar as a process: command line, exit codes, signals, the demo. Runs after the jar is built. */
@NullMarked
package io.zentinelproxy.launcher.process;

import org.jspecify.annotations.NullMarked;
