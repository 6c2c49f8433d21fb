/**
 * Virtual keys: what clients present in place of a provider's key, and who they are then. Keys are random, only their hashes are kept,
 * and neither is ever logged. Reading is any thread's; a file is looked after by one.
 */
@NullMarked
package io.zentinelproxy.inference.keys;

import org.jspecify.annotations.NullMarked;
