package io.zentinelproxy.core.config;

import io.zentinelproxy.core.config.kdl.KdlValue;
import java.util.function.Function;

/**
 * What the value of a key may be.
 *
 * @param name one word for the list of keys
 * @param unit of a bare number, or empty
 * @param expected the values taken, for a person, to follow the word "expected"
 */
public record ValueType<T>(
        String name, String unit, String expected, Reading<T> reading, Function<T, String> rendering) {

    /** From a value as written to a value as meant. */
    @FunctionalInterface
    public interface Reading<T> {
        /** Gives what the value means. */
        T read(KdlValue value) throws Refusal;
    }

    /** From the words of a string value to a value as meant. */
    @FunctionalInterface
    public interface TextReading<T> {
        T read(String text) throws Refusal;
    }

    /** A type whose values are written as strings. */
    public static <T> ValueType<T> ofText(
            String name, String expected, TextReading<T> reading, Function<T, String> rendering) {
        return new ValueType<>(
                name,
                "",
                expected,
                value -> {
                    if (value instanceof KdlValue.Text text) {
                        return reading.read(text.text());
                    }
                    throw Refusal.because("this must be a string");
                },
                rendering);
    }

    T read(KdlValue value) throws Refusal {
        return reading.read(value);
    }

    String render(T value) {
        return rendering.apply(value);
    }
}
