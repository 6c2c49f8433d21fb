package io.zentinelproxy.core.json;

/**
 * A string, its escapes resolved.
 *
 * @param value well-formed UTF-16: a surrogate without its other half has no octets in UTF-8 and is refused
 */
public record JsonString(String value) implements JsonValue {

    public JsonString {
        if (!Surrogates.paired(value)) {
            throw new IllegalArgumentException("unpaired surrogate in a string");
        }
    }
}
