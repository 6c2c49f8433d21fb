package io.zentinelproxy.core.config;

import io.zentinelproxy.core.config.kdl.KdlValue;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Types of quantities: counts, sizes in octets, durations. */
public final class QuantityTypes {
    private static final Pattern QUANTITY = Pattern.compile("([0-9]{1,18}) ?([A-Za-z]*)");

    private QuantityTypes() {}

    /** A whole number of an inclusive range. */
    public static ValueType<Integer> count(int min, int max) {
        String expected = "a whole number from " + min + " to " + max;
        return new ValueType<>(
                "integer", "", expected, value -> Math.toIntExact(within(whole(value), min, max)), String::valueOf);
    }

    /** A share of the whole: 0 is nothing and 1 everything. */
    static final ValueType<Double> SHARE =
            new ValueType<>("share", "", "a number from 0.0 to 1.0", QuantityTypes::share, QuantityTypes::renderShare);

    /** The usual one without a tour through the classes that print fractions. */
    private static String renderShare(double share) {
        return share == 1 ? "1.0" : String.valueOf(share);
    }

    private static double share(KdlValue value) throws Refusal {
        if (!(value instanceof KdlValue.Number number)) {
            throw Refusal.because("this must be a number");
        }
        BigDecimal written = number.value();
        if (written.signum() < 0 || written.compareTo(BigDecimal.ONE) > 0) {
            throw Refusal.because("this number is out of range");
        }
        return written.doubleValue();
    }

    /** A share of the whole in percent. */
    static final ValueType<Double> PERCENT = new ValueType<>(
            "percent", "percent", "a number above 0, to 100", QuantityTypes::percent, QuantityTypes::renderPercent);

    private static double percent(KdlValue value) throws Refusal {
        if (!(value instanceof KdlValue.Number number)) {
            throw Refusal.because("this must be a number");
        }
        BigDecimal written = number.value();
        if (written.signum() <= 0 || written.compareTo(BigDecimal.valueOf(100)) > 0) {
            throw Refusal.because("this number is out of range");
        }
        return written.doubleValue();
    }

    private static String renderPercent(double percent) {
        return percent == Math.rint(percent) ? String.valueOf((int) percent) : String.valueOf(percent);
    }

    private static final BigDecimal MOST_RATIO = BigDecimal.valueOf(100_000);

    /** How many times longer something may become. */
    static final ValueType<Double> RATIO = new ValueType<>(
            "ratio", "", "a number from 1 to 100000", QuantityTypes::ratio, QuantityTypes::renderPercent);

    private static double ratio(KdlValue value) throws Refusal {
        if (!(value instanceof KdlValue.Number number)) {
            throw Refusal.because("this must be a number");
        }
        BigDecimal written = number.value();
        if (written.compareTo(BigDecimal.ONE) < 0 || written.compareTo(MOST_RATIO) > 0) {
            throw Refusal.because("this number is out of range");
        }
        return written.doubleValue();
    }

    /** Octets of an inclusive range. A KB is 1024 octets, as in the original's own files. */
    public static ValueType<Long> size(long min, long max) {
        String expected = "octets from " + renderSize(min) + " to " + renderSize(max)
                + ", as a whole number or such as \"64KB\", \"10MB\" (a KB is 1024 octets)";
        return new ValueType<>(
                "size", "octets", expected, value -> within(octets(value), min, max), QuantityTypes::renderSize);
    }

    /** Octets a second that a peer has to reach at least; up to as many, the time of one octet is still a whole number of nanoseconds. */
    static final ValueType<Long> RATE = size(0, 16L << 20);

    /** A duration of an inclusive range; a bare number counts seconds. */
    public static ValueType<Duration> seconds(Duration min, Duration max) {
        String expected = "a duration from " + renderDuration(min) + " to " + renderDuration(max)
                + ", as whole seconds or such as \"500ms\", \"30s\", \"5m\", \"1h\"";
        return new ValueType<>(
                "duration", "seconds", expected, value -> duration(value, min, max), QuantityTypes::renderDuration);
    }

    /** {@code null} in the text of a file stands for no number. */
    static long whole(KdlValue value) throws Refusal {
        if (!(value instanceof KdlValue.Number number)) {
            throw Refusal.because("this must be a number");
        }
        if (number.digits() instanceof KdlValue.WholeDigits digits) {
            return digits.whole();
        }
        BigDecimal written = number.value();
        BigDecimal most = BigDecimal.valueOf(Long.MAX_VALUE);
        if (written.scale() > 0 || written.abs().compareTo(most) > 0) {
            throw Refusal.because("this number is not whole, or out of range");
        }
        return written.longValueExact();
    }

    private static long within(long number, long min, long max) throws Refusal {
        if (number < min || number > max) {
            throw Refusal.because(number + " is out of range");
        }
        return number;
    }

    private static long octets(KdlValue value) throws Refusal {
        if (!(value instanceof KdlValue.Text text)) {
            return whole(value);
        }
        Matcher quantity = quantity(text.text(), "not a size");
        long factor = switch (quantity.group(2)) {
            case "", "B" -> 1;
            case "K", "KB", "KiB" -> 1L << 10;
            case "M", "MB", "MiB" -> 1L << 20;
            case "G", "GB", "GiB" -> 1L << 30;
            case "T", "TB", "TiB" -> 1L << 40;
            default -> throw Refusal.because("no such unit `" + quantity.group(2) + "`", "one of B, KB, MB, GB, TB");
        };
        return multiplied(Long.parseLong(quantity.group(1)), factor);
    }

    private static Duration duration(KdlValue value, Duration min, Duration max) throws Refusal {
        Duration duration = Duration.ofMillis(millis(value));
        if (duration.compareTo(min) < 0 || duration.compareTo(max) > 0) {
            throw Refusal.because(renderDuration(duration) + " is out of range");
        }
        return duration;
    }

    private static long millis(KdlValue value) throws Refusal {
        if (!(value instanceof KdlValue.Text text)) {
            return multiplied(whole(value), 1000);
        }
        Matcher quantity = quantity(text.text(), "not a duration");
        long factor = switch (quantity.group(2)) {
            case "ms" -> 1;
            case "s", "" -> 1000;
            case "m" -> 60_000;
            case "h" -> 3_600_000;
            case "d" -> 86_400_000;
            default -> throw Refusal.because("no such unit `" + quantity.group(2) + "`", "one of ms, s, m, h, d");
        };
        return multiplied(Long.parseLong(quantity.group(1)), factor);
    }

    private static Matcher quantity(String text, String otherwise) throws Refusal {
        Matcher quantity = QUANTITY.matcher(text);
        if (!quantity.matches()) {
            throw Refusal.because(otherwise);
        }
        return quantity;
    }

    private static long multiplied(long number, long factor) throws Refusal {
        try {
            return Math.multiplyExact(number, factor);
        } catch (ArithmeticException e) {
            throw Refusal.because(number + " is out of range");
        }
    }

    private static String renderSize(long octets) {
        if (octets == Long.MAX_VALUE) {
            return "2^63-1";
        }
        String units = "KMGT";
        for (int i = units.length(); i > 0; i--) {
            long unit = 1L << (10 * i);
            if (octets >= unit && octets % unit == 0) {
                return octets / unit + " " + units.charAt(i - 1) + "iB";
            }
        }
        return octets + "";
    }

    private static String renderDuration(Duration duration) {
        long millis = duration.toMillis();
        if (millis % 1000 != 0) {
            return millis + "ms";
        }
        long seconds = millis / 1000;
        if (seconds > 0 && seconds % 86_400 == 0) {
            return seconds / 86_400 + "d";
        }
        return seconds > 0 && seconds % 3600 == 0 ? seconds / 3600 + "h" : seconds + "s";
    }
}
