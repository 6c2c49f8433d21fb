package io.zentinelproxy.core.json;

/** One JSON value (RFC 8259 section 3): immutable all the way down, so it may be shared between threads. */
public sealed interface JsonValue permits JsonObject, JsonArray, JsonString, JsonNumber, JsonBoolean, JsonNull {}
