/** The module launcher. */
@NullMarked
package io.zentinelproxy.launcher;

import org.jspecify.annotations.NullMarked;
