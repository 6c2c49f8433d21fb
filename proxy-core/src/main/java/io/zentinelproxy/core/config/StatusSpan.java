package io.zentinelproxy.core.config;

import io.zentinelproxy.core.config.kdl.KdlValue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Statuses of answers in a row, both ends included: one, a class such as 2xx, or a range such as 200-399. */
public record StatusSpan(int first, int last) {
    private static final Pattern ONE = Pattern.compile("[1-5][0-9]{2}");
    private static final Pattern CLASS = Pattern.compile("([1-5])xx");
    private static final Pattern RANGE = Pattern.compile("([1-5][0-9]{2})-([1-5][0-9]{2})");

    static final ValueType<StatusSpan> TYPE = new ValueType<>(
            "status",
            "",
            "a status such as 200, a class such as \"2xx\" or a range such as \"200-399\"",
            StatusSpan::of,
            StatusSpan::render);

    public boolean holds(int status) {
        return status >= first && status <= last;
    }

    private static StatusSpan of(KdlValue value) throws Refusal {
        return switch (value) {
            case KdlValue.Text text -> of(text.text());
            case KdlValue.Number number -> of(number.value().toPlainString());
            case KdlValue.Bool bool -> throw notAStatus();
            case KdlValue.NotFinite notFinite -> throw notAStatus();
            case KdlValue.Null none -> throw notAStatus();
        };
    }

    private static StatusSpan of(String text) throws Refusal {
        Matcher range = RANGE.matcher(text);
        if (range.matches()) {
            int first = Integer.parseInt(range.group(1));
            int last = Integer.parseInt(range.group(2));
            if (last < first) {
                throw Refusal.because("a range that ends before it begins");
            }
            return new StatusSpan(first, last);
        }
        Matcher whole = CLASS.matcher(text);
        if (whole.matches()) {
            int hundreds = Integer.parseInt(whole.group(1)) * 100;
            return new StatusSpan(hundreds, hundreds + 99);
        }
        if (!ONE.matcher(text).matches()) {
            throw notAStatus();
        }
        int status = Integer.parseInt(text);
        return new StatusSpan(status, status);
    }

    private static Refusal notAStatus() {
        return Refusal.because("not a status");
    }

    private String render() {
        return first == last ? String.valueOf(first) : '"' + (first + "-" + last) + '"';
    }
}
