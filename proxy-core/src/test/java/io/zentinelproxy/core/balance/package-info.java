/** What the balancing algorithms promise: how requests are shared out, who moves when an endpoint goes, what a slow one gets. */
@NullMarked
package io.zentinelproxy.core.balance;

import org.jspecify.annotations.NullMarked;
