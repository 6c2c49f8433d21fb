/**
 * What was typed, as a value: verbs, flags and their help. Uses picocli, which no other package does, and of ours only the
 * suggestions of core's configuration. Runs on the main thread, before anything is started; touches no file but to see whether the
 * default configuration exists.
 */
@NullMarked
package io.zentinelproxy.launcher.cli;

import org.jspecify.annotations.NullMarked;
