package io.zentinelproxy.security.access;

import static io.zentinelproxy.core.config.QuantityTypes.count;

import io.zentinelproxy.core.config.Key;
import io.zentinelproxy.core.config.Refusal;
import io.zentinelproxy.core.config.Section;
import io.zentinelproxy.core.config.ValueType;
import io.zentinelproxy.core.fault.PolicyFault;

/**
 * What a client is answered that a filter keeps out.
 *
 * @param message a sentence for a person
 */
public record Denial(PolicyFault.Kind kind, int status, String message) {
    private static final int MAX_MESSAGE = 1024;

    private static final ValueType<String> TEXT = ValueType.ofText(
            "text", "up to " + MAX_MESSAGE + " characters of one line", Denial::text, text -> '"' + text + '"');

    static final Key<Integer> STATUS = Key.defaulting(
            "status-code", count(400, 599), 403, "The status of the answer to a client that is refused.");
    static final Key<String> MESSAGE = Key.defaulting(
            "block-message", TEXT, "Access denied", "What the answer says, in the form of the route's error pages.");

    static Denial read(PolicyFault.Kind kind, Section section) {
        return new Denial(kind, section.get(STATUS), section.get(MESSAGE));
    }

    private static String text(String text) throws Refusal {
        if (text.isBlank() || text.length() > MAX_MESSAGE || text.chars().anyMatch(Character::isISOControl)) {
            throw Refusal.because("this is no such text");
        }
        return text;
    }

    PolicyFault fault() {
        return new PolicyFault(kind, status, message);
    }
}
