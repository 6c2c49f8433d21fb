/** What a fresh machine meets first: the scripts, Maven and the jar under a Java that is too old or absent. Starts real processes. */
package io.zentinelproxy.launcher.machine;
