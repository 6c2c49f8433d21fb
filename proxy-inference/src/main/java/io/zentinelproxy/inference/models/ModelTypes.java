package io.zentinelproxy.inference.models;

import io.zentinelproxy.core.bytes.Ascii;
import io.zentinelproxy.core.config.Refusal;
import io.zentinelproxy.core.config.ValueType;
import io.zentinelproxy.core.config.kdl.KdlValue;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.regex.Pattern;

/** Types of the values that rules of models are told in. */
public final class ModelTypes {
    /** Digits behind the point that are read at all: no sum of money has more, and a number of a billion digits must not be tried. */
    private static final int MAX_SCALE = 18;

    private static final int MICRO = 6;
    private static final int KILO = 3;

    /** A pattern of model names. */
    public static final ValueType<ModelGlob> GLOB = ValueType.ofText(
            "glob of models",
            "a model's name, at most " + ModelGlob.MAX_LENGTH + " characters, in which `*` stands for any",
            ModelTypes::glob,
            glob -> '"' + glob.pattern() + '"');

    /** The name of one model. */
    public static final ValueType<String> NAME = ValueType.ofText(
            "model",
            "a model's name, at most " + ModelGlob.MAX_LENGTH + " characters, without `*`",
            ModelTypes::name,
            name -> '"' + name + '"');

    /** Micro-units for a million tokens, written in units for a million. */
    static final ValueType<Long> PER_MILLION = price("the cost of a million tokens", 0);

    /** Micro-units for a million tokens, written in units for a thousand. */
    static final ValueType<Long> PER_1K = price("the cost of a thousand tokens", KILO);

    static final ValueType<String> CURRENCY = ValueType.ofText(
            "currency", "three letters such as \"USD\"", ModelTypes::currency, text -> '"' + text + '"');

    private static final Pattern ID = Pattern.compile("[A-Za-z0-9._:/-]{1,256}");

    /** The id of an upstream, as far as it can be told without the others. */
    static final ValueType<String> UPSTREAM =
            ValueType.ofText("upstream", "the id of an upstream", ModelTypes::upstream, id -> '"' + id + '"');

    /** The name of a field, in lower case. */
    static final ValueType<String> FIELD_NAME =
            ValueType.ofText("field name", "the name of a field", ModelTypes::fieldName, name -> '"' + name + '"');

    private ModelTypes() {}

    /** Micro-units, written in units: exact, above 0. */
    public static ValueType<Long> money(long maxMicro) {
        BigDecimal most = BigDecimal.valueOf(maxMicro, MICRO);
        return new ValueType<>(
                "money",
                "units of the currency",
                "a sum above 0, at most " + most.stripTrailingZeros().toPlainString()
                        + ", with at most six digits behind the point",
                value -> {
                    long micro = micro(value, MICRO, maxMicro);
                    if (micro == 0) {
                        throw Refusal.because("nothing can be bought with 0");
                    }
                    return micro;
                },
                micro -> plain(micro, MICRO));
    }

    private static ValueType<Long> price(String what, int kilo) {
        return new ValueType<>(
                "price",
                "units of the currency",
                what + ", from 0 to " + plain(Price.MAX, MICRO + kilo) + ", with at most " + (MICRO + kilo)
                        + " digits behind the point",
                value -> micro(value, MICRO + kilo, Price.MAX),
                micro -> plain(micro, MICRO + kilo));
    }

    /** The number with the point so many digits further right, which must be whole. */
    private static long micro(KdlValue value, int digits, long most) throws Refusal {
        if (!(value instanceof KdlValue.Number number)) {
            throw Refusal.because("this must be a number");
        }
        BigDecimal written = number.value();
        if (written.signum() < 0 || written.compareTo(BigDecimal.valueOf(most, digits)) > 0) {
            throw Refusal.because("this number is out of range");
        }
        try {
            if (written.scale() <= MAX_SCALE) {
                return written.movePointRight(digits).longValueExact();
            }
        } catch (ArithmeticException fraction) {
            // Said below.
        }
        throw Refusal.because("this has more digits behind the point than are counted");
    }

    private static String plain(long micro, int digits) {
        BigDecimal units = BigDecimal.valueOf(micro, digits).stripTrailingZeros();
        return units.scale() < 1 ? units.setScale(1).toPlainString() : units.toPlainString();
    }

    private static ModelGlob glob(String text) throws Refusal {
        try {
            return ModelGlob.of(text);
        } catch (IllegalArgumentException e) {
            throw Refusal.because(String.valueOf(e.getMessage()));
        }
    }

    private static String name(String text) throws Refusal {
        if (!glob(text).isExact()) {
            throw Refusal.because("a pattern names no model");
        }
        return text;
    }

    private static String upstream(String text) throws Refusal {
        if (!ID.matcher(text).matches()) {
            throw Refusal.because("not usable as a name");
        }
        return text;
    }

    private static String fieldName(String name) throws Refusal {
        byte[] octets = Ascii.octets(name);
        if (octets.length == 0 || !Ascii.isToken(octets, 0, octets.length)) {
            throw Refusal.because("this is no name of a field");
        }
        return name.toLowerCase(Locale.ROOT);
    }

    private static String currency(String text) throws Refusal {
        String upper = text.toUpperCase(Locale.ROOT);
        if (upper.length() != 3 || !upper.chars().allMatch(c -> c >= 'A' && c <= 'Z')) {
            throw Refusal.because("this is no currency");
        }
        return upper;
    }
}
