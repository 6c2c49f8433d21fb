/**
 * Which route: conditions compiled when the configuration loads. Uses exchange and below, and config. Any thread.
 */
@NullMarked
package io.zentinelproxy.core.route;

import org.jspecify.annotations.NullMarked;
