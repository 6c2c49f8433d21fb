package io.zentinelproxy.core.script;

/**
 * A program in the language of the store.
 *
 * @param name for its log
 */
public record Script(String name, String text) {}
