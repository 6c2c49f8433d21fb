/** JSON text to a tree with positions, for configurations. Uses the nodes' positions and values, and {@code json}. Any thread, at load time only. */
@NullMarked
package io.zentinelproxy.core.config.json;

import org.jspecify.annotations.NullMarked;
