/**
 * A store that many processes share and that runs short programs, for modules that keep something in it without knowing what it is: one
 * module has such a store, another one uses it, and neither sees the other.
 */
@NullMarked
package io.zentinelproxy.core.script;

import org.jspecify.annotations.NullMarked;
