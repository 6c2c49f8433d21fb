package io.zentinelproxy.core.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One key of the configuration, declared once: reading it, listing it and the manual all start from here.
 *
 * @param spellings all its names, which mean the same; the first is the one shown
 * @param fallback the value where the key is not written, or null where there is none
 * @param absence what a person reads for a missing key: its default, or what then happens
 * @param plural whether it takes several values and may be written several times
 * @param meaning a sentence for the manual
 */
public record Key<T>(
        List<String> spellings,
        ValueType<T> type,
        @Nullable T fallback,
        String absence,
        boolean plural,
        String meaning) {

    /** What {@link #absence} says of a key that must be written. */
    static final String REQUIRED = "required";

    /** A key that must be written. */
    public static <T> Key<T> required(String name, ValueType<T> type, String meaning) {
        return new Key<>(List.of(name), type, null, REQUIRED, false, meaning);
    }

    /** A key with a default. */
    public static <T> Key<T> defaulting(String name, ValueType<T> type, T fallback, String meaning) {
        return new Key<>(List.of(name), type, fallback, type.render(fallback), false, meaning);
    }

    /** A key that may be missing; {@code absence} says what then happens. */
    public static <T> Key<T> optional(String name, ValueType<T> type, String absence, String meaning) {
        return new Key<>(List.of(name), type, null, absence, false, meaning);
    }

    /** A key of any number of values; {@code absence} says what happens when there is none. */
    public static <T> Key<T> plural(String name, ValueType<T> type, String absence, String meaning) {
        return new Key<>(List.of(name), type, null, absence, true, meaning);
    }

    /** The same key with other spellings. */
    public Key<T> alias(String... others) {
        return new Key<>(Spellings.of(name(), others), type, fallback, absence, plural, meaning);
    }

    public String name() {
        return spellings.getFirst();
    }

    List<String> aliases() {
        return spellings.subList(1, spellings.size());
    }

    boolean isRequired() {
        return absence.equals(REQUIRED);
    }
}
