package io.zentinelproxy.core.observe;

import io.zentinelproxy.core.exchange.Exchange;

/**
 * What an event says of an exchange: members of a JSON object, each behind a comma, best written with {@link JsonText}. Has no state
 * of its own: any thread, several at once. Must neither block nor throw.
 */
@FunctionalInterface
public interface EventMembers {
    /** Octets that all members of one event may take together; each value is cut by {@link JsonText} at 2048. */
    int MOST_OCTETS = LineFormat.LONGEST_LINE - 1024;

    /** Writes the members, at most {@link #MOST_OCTETS}, and returns the position after them. */
    int put(Exchange exchange, byte[] into, int at);
}
