/**
 * The certificates that a configuration names, as far as an operator should hear of them. Uses core's configuration and what reads its
 * files; runs on the main thread, for {@code lint} and {@code validate} alone.
 */
@NullMarked
package io.zentinelproxy.launcher.certificates;

import org.jspecify.annotations.NullMarked;
