/**
 * Who may use how many tokens, requests and money, and what they have used: reserved before, settled after, all limits of a request at
 * once. Any thread.
 */
@NullMarked
package io.zentinelproxy.inference.ledger;

import org.jspecify.annotations.NullMarked;
