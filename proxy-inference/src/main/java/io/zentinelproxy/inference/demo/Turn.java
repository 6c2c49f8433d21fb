package io.zentinelproxy.inference.demo;

import org.jspecify.annotations.Nullable;

/**
 * One message of a conversation.
 *
 * @param role who speaks, in the dialect's own word
 * @param text the texts of all its parts, put together
 * @param name which participant of that role, where the dialect has names
 */
record Turn(String role, String text, @Nullable String name) {}
