/** Books that several processes share, with processes that are killed. */
@NullMarked
package io.zentinelproxy.launcher.ledger;

import org.jspecify.annotations.NullMarked;
