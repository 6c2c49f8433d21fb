/** What limits and budgets of tokens, requests and money look like in a configuration, and the limits of the ledger they come to. */
@NullMarked
package io.zentinelproxy.inference.limits;

import org.jspecify.annotations.NullMarked;
