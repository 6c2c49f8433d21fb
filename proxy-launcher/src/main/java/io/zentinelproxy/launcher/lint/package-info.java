/**
 * What a configuration may say but seldom means: one rule a warning, by subject. Uses the records of core's and the modules'
 * configuration and nothing else; runs on the main thread.
 */
@NullMarked
package io.zentinelproxy.launcher.lint;

import org.jspecify.annotations.NullMarked;
