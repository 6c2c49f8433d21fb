package io.zentinelproxy.security.ratelimit;

import io.zentinelproxy.core.bytes.Ascii;
import io.zentinelproxy.core.config.Refusal;
import io.zentinelproxy.core.config.ValueType;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** Types of the values that limits are told in. */
final class LimitTypes {
    private static final int MAX_SENTENCE = 1024;

    /** Parts of a request; an unknown word is refused, and never taken for another. */
    static final ValueType<KeyPart> KEY = ValueType.ofText(
            "part of a request",
            "one of "
                    + Arrays.stream(KeyPart.Kind.values())
                            .map(kind -> kind.isNamed() ? kind.word() + ":NAME" : kind.word())
                            .collect(Collectors.joining(", ")),
            LimitTypes::part,
            part -> '"' + part.toString() + '"');

    /** What a client is told. */
    static final ValueType<String> SENTENCE = ValueType.ofText(
            "text",
            "a line of at most " + MAX_SENTENCE + " characters",
            LimitTypes::sentence,
            text -> '"' + text + '"');

    private LimitTypes() {}

    private static KeyPart part(String text) throws Refusal {
        int colon = text.indexOf(':');
        // The original's files write client_ip, too.
        String word = (colon < 0 ? text : text.substring(0, colon)).replace('_', '-');
        String name = colon < 0 ? "" : text.substring(colon + 1);
        for (KeyPart.Kind kind : KeyPart.Kind.values()) {
            if (kind.word().equals(word) && kind.isNamed() == colon >= 0) {
                return new KeyPart(kind, named(kind, name));
            }
        }
        throw Refusal.because("`" + text + "` is no part of a request that can be counted by");
    }

    private static String named(KeyPart.Kind kind, String name) throws Refusal {
        if (!kind.isNamed()) {
            return "";
        }
        byte[] octets = Ascii.octets(name);
        if (octets.length == 0 || !Ascii.isToken(octets, 0, octets.length) || name.indexOf('&') >= 0) {
            throw Refusal.because("`" + name + "` is no name of a " + kind.word());
        }
        return kind == KeyPart.Kind.HEADER ? name.toLowerCase(Locale.ROOT) : name;
    }

    private static String sentence(String text) throws Refusal {
        if (text.isBlank() || text.length() > MAX_SENTENCE || text.chars().anyMatch(Character::isISOControl)) {
            throw Refusal.because("this is no line of text");
        }
        return text;
    }
}
