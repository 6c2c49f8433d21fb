package io.zentinelproxy.core.json;

/** The literal {@code null}: a member that is present and empty, unlike one that is absent. */
public enum JsonNull implements JsonValue {
    /** The only one. */
    NULL
}
