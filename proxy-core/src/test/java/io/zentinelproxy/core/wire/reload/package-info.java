/** What clients see while the configuration is exchanged for another. */
@NullMarked
package io.zentinelproxy.core.wire.reload;

import org.jspecify.annotations.NullMarked;
