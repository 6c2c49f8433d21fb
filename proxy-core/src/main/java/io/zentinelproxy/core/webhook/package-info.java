/**
 * Those outside who are told of events by requests of ours: {@code docs/webhooks.md}. An event costs whoever tells it a place in a queue; a
 * thread for each webhook sends, over the ordinary connections of an upstream of its own.
 */
@NullMarked
package io.zentinelproxy.core.webhook;

import org.jspecify.annotations.NullMarked;
