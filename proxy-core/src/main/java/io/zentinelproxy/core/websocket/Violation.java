package io.zentinelproxy.core.websocket;

/** Why a stream is no WebSocket (RFC 6455 section 5), or not the one that was agreed on. */
enum Violation {
    /** Section 5.1: a client masks, lest it write the requests of an attacker into the caches of others. */
    NOT_MASKED,
    /** Section 5.1: a server does not. */
    MASKED,
    /** Section 5.2: a bit that no agreed extension gives a meaning. */
    RESERVED_BIT,
    /** Section 5.2. */
    RESERVED_OPCODE,
    /** Section 5.5. */
    FRAGMENTED_CONTROL,
    /** Section 5.5: more than 125 octets. */
    LONG_CONTROL,
    /** Section 5.4: a continuation of nothing. */
    NOTHING_TO_CONTINUE,
    /** Section 5.4: a message begins within another. */
    MESSAGE_WITHIN_MESSAGE,
    /** Section 5.2: the first bit of 64 is set, or fewer octets would have told it. */
    BAD_LENGTH
}
