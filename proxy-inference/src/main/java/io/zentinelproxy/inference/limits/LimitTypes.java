package io.zentinelproxy.inference.limits;

import io.zentinelproxy.core.bytes.Ascii;
import io.zentinelproxy.core.config.Refusal;
import io.zentinelproxy.core.config.ValueType;
import io.zentinelproxy.core.config.WordTypes;
import io.zentinelproxy.core.config.kdl.KdlValue;
import io.zentinelproxy.inference.ledger.Window;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Types of the values that limits are told in. */
public final class LimitTypes {
    /** Ten years. */
    private static final long MAX_PERIOD_SECONDS = 10L * 366 * 86_400;

    private static final int PER_MILLE = 3;
    private static final int MAX_SCALE = 18;

    /** Parts of whom a limit counts for. */
    static final ValueType<HolderPart> HOLDER = ValueType.ofText(
            "part of a request",
            "one of client-ip, header:NAME, virtual-key, team, model, route",
            LimitTypes::holder,
            part -> '"' + part.toString() + '"');

    /** How tokens are told beforehand. */
    public static final ValueType<EstimationMethod> ESTIMATION = WordTypes.choice(methods(), List.of());

    /** Turns of the calendar, or as many seconds up to now. */
    static final ValueType<Window> PERIOD = new ValueType<>(
            "period",
            "seconds",
            "one of hourly, daily, monthly, or seconds from 1 to " + MAX_PERIOD_SECONDS,
            LimitTypes::period,
            LimitTypes::renderPeriod);

    private LimitTypes() {}

    /** A whole number of an inclusive range. */
    static ValueType<Long> amount(long most) {
        return new ValueType<>(
                "integer", "", "a whole number from 1 to " + most, value -> whole(value, most), String::valueOf);
    }

    /** A share in per mille, as far as {@code most}. */
    static ValueType<Integer> share(int least, int most) {
        BigDecimal from = BigDecimal.valueOf(least, PER_MILLE);
        BigDecimal to = BigDecimal.valueOf(most, PER_MILLE);
        return new ValueType<>(
                "share",
                "",
                "a number from " + render(least) + " to " + render(most)
                        + ", with at most three digits behind the point",
                value -> share(value, from, to),
                LimitTypes::render);
    }

    private static String render(int perMille) {
        BigDecimal share = BigDecimal.valueOf(perMille, PER_MILLE).stripTrailingZeros();
        return share.scale() < 1 ? share.setScale(1).toPlainString() : share.toPlainString();
    }

    private static int share(KdlValue value, BigDecimal least, BigDecimal most) throws Refusal {
        BigDecimal written = number(value);
        if (written.compareTo(least) < 0 || written.compareTo(most) > 0) {
            throw Refusal.because("this number is out of range");
        }
        try {
            if (written.scale() <= MAX_SCALE) {
                return written.movePointRight(PER_MILLE).intValueExact();
            }
        } catch (ArithmeticException fraction) {
            // Said below.
        }
        throw Refusal.because("this has more than three digits behind the point");
    }

    private static long whole(KdlValue value, long most) throws Refusal {
        BigDecimal written = number(value);
        if (written.signum() <= 0 || written.compareTo(BigDecimal.valueOf(most)) > 0) {
            throw Refusal.because("this number is out of range");
        }
        try {
            if (written.scale() <= MAX_SCALE) {
                return written.longValueExact();
            }
        } catch (ArithmeticException fraction) {
            // Said below.
        }
        throw Refusal.because("this number is not whole");
    }

    private static BigDecimal number(KdlValue value) throws Refusal {
        if (value instanceof KdlValue.Number number) {
            return number.value();
        }
        throw Refusal.because("this must be a number");
    }

    private static Window period(KdlValue value) throws Refusal {
        if (!(value instanceof KdlValue.Text text)) {
            return new Window.Rolling(Duration.ofSeconds(whole(value, MAX_PERIOD_SECONDS)));
        }
        return new Window.Calendar(
                switch (text.text()) {
                    case "hourly", "hour" -> Window.Unit.HOUR;
                    case "daily", "day" -> Window.Unit.DAY;
                    case "monthly", "month" -> Window.Unit.MONTH;
                    default -> throw Refusal.because("no such period `" + text.text() + "`");
                });
    }

    /** As it is written, and as ids of limits say it. */
    static String renderPeriod(Window window) {
        return switch (window) {
            case Window.Calendar calendar ->
                switch (calendar.unit()) {
                    case HOUR -> "\"hourly\"";
                    case DAY -> "\"daily\"";
                    case MONTH -> "\"monthly\"";
                };
            case Window.Rolling rolling -> String.valueOf(rolling.length().toSeconds());
            case Window.Bucket bucket -> String.valueOf(bucket.period().toSeconds());
        };
    }

    private static Map<String, EstimationMethod> methods() {
        Map<String, EstimationMethod> words = new LinkedHashMap<>();
        words.put("chars", EstimationMethod.CHARS);
        words.put("words", EstimationMethod.WORDS);
        words.put("tiktoken", EstimationMethod.TIKTOKEN);
        return words;
    }

    private static HolderPart holder(String text) throws Refusal {
        int colon = text.indexOf(':');
        // The original's files write client_ip, too.
        String word = (colon < 0 ? text : text.substring(0, colon)).replace('_', '-');
        for (HolderPart.Kind kind : HolderPart.Kind.values()) {
            if (kind.word().equals(word) && (kind == HolderPart.Kind.HEADER) == colon >= 0) {
                return new HolderPart(kind, colon < 0 ? "" : fieldName(text.substring(colon + 1)));
            }
        }
        throw Refusal.because("`" + text + "` is nobody that can be counted for");
    }

    private static String fieldName(String name) throws Refusal {
        byte[] octets = Ascii.octets(name);
        if (octets.length == 0 || !Ascii.isToken(octets, 0, octets.length)) {
            throw Refusal.because("`" + name + "` is no name of a field");
        }
        return name.toLowerCase(Locale.ROOT);
    }
}
