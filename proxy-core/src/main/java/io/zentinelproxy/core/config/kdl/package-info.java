/** KDL text to nodes with positions. Any thread, at load time only. */
@NullMarked
package io.zentinelproxy.core.config.kdl;

import org.jspecify.annotations.NullMarked;
