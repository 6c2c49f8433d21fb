package io.zentinelproxy.inference.keys;

import io.zentinelproxy.core.config.Refusal;
import io.zentinelproxy.core.config.ValueType;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.regex.Pattern;

/** Types of the values in a file of keys. What is refused is never repeated in a message: it may be a key. */
final class KeyTypes {
    private static final int MAX_ID = 64;
    private static final int MAX_NAME = 128;
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._@-]{0," + (MAX_ID - 1) + "}");

    static final ValueType<String> ID_TYPE = ValueType.ofText(
            "id",
            "at most " + MAX_ID
                    + " letters, digits and `.`, `_`, `@`, `-`, the first a letter or a digit, and no key itself",
            KeyTypes::id,
            id -> '"' + id + '"');

    static final ValueType<String> NAME = ValueType.ofText(
            "name", "a line of at most " + MAX_NAME + " characters", KeyTypes::name, name -> '"' + name + '"');

    static final ValueType<String> PREFIX = ValueType.ofText(
            "prefix",
            "the first " + KeyText.PREFIX + " characters of a key",
            KeyTypes::prefix,
            text -> '"' + text + '"');

    static final ValueType<KeyHash> HASH = ValueType.ofText(
            "hash", "`sha256:` and 64 hexadecimal digits, never the key itself", KeyTypes::hash, hash -> "sha256:...");

    static final ValueType<Instant> TIME = ValueType.ofText(
            "time",
            "a day or a time such as \"2027-01-31\" (midnight, UTC) or \"2027-01-31T12:00:00Z\"",
            KeyTypes::time,
            time -> '"' + time.toString() + '"');

    private KeyTypes() {}

    static boolean isId(String text) {
        return ID.matcher(text).matches() && !text.startsWith(KeyText.START);
    }

    private static String id(String text) throws Refusal {
        if (!isId(text)) {
            throw Refusal.because("not usable as an id");
        }
        return text;
    }

    private static String name(String text) throws Refusal {
        if (text.length() > MAX_NAME || text.chars().anyMatch(Character::isISOControl)) {
            throw Refusal.because("not usable as a name");
        }
        return text;
    }

    private static String prefix(String text) throws Refusal {
        if (text.length() > KeyText.PREFIX || text.chars().anyMatch(c -> c <= ' ' || c > '~')) {
            throw Refusal.because("not the beginning of a key, or too much of it");
        }
        return text;
    }

    private static KeyHash hash(String text) throws Refusal {
        KeyHash hash = KeyHash.parse(text);
        if (hash == null) {
            throw Refusal.because("this is no hash");
        }
        return hash;
    }

    static Instant time(String text) throws Refusal {
        try {
            return text.indexOf('T') < 0
                    ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
                    : OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeParseException e) {
            throw Refusal.because("this is no time");
        }
    }
}
