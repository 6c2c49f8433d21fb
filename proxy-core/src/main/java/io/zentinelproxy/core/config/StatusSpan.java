package io.zentinelproxy.core.config;

import io.zentinelproxy.core.config.kdl.KdlValue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Statuses of answers in a row, both ends included: one, a class such as 2xx, or a range such as 200-399. */
public record StatusSpan(int first, int last) {
    private static final Pattern ONE = Pattern.compile("[1-5][0-9]{2}");
    private static final Pattern CLASS = Pattern.compile("([1-5])xx");
    private static final Pattern RANGE = Pattern.compile("([1-5][0-9]{2})-([1-5][0-9]{2})");

    private static final Pattern ERROR = Pattern.compile("[45](?:[0-9]{2}|xx)");

    static final ValueType<StatusSpan> TYPE = new ValueType<>(
            "status",
            "",
            "a status such as 200, a class such as \"2xx\" or a range such as \"200-399\"",
            StatusSpan::of,
            StatusSpan::render);

    /** The same of errors alone, without ranges. */
    static final ValueType<StatusSpan> ERRORS = new ValueType<>(
            "status",
            "",
            "a status such as 404, or \"4xx\" or \"5xx\"",
            value -> ofErrors(text(value)),
            StatusSpan::renderClass);

    public boolean holds(int status) {
        return status >= first && status <= last;
    }

    private static StatusSpan of(KdlValue value) throws Refusal {
        return of(text(value));
    }

    /** As it is written, as a number or as a text. */
    private static String text(KdlValue value) throws Refusal {
        return switch (value) {
            case KdlValue.Text text -> text.text();
            case KdlValue.Number number -> number.value().toPlainString();
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

    /** One status from 400 on, or the class of them. */
    static StatusSpan ofErrors(String text) throws Refusal {
        if (!ERROR.matcher(text).matches()) {
            throw Refusal.because("not the status of an error");
        }
        return of(text);
    }

    private static Refusal notAStatus() {
        return Refusal.because("not a status");
    }

    private String renderClass() {
        return first == last ? render() : '"' + (first / 100 + "xx") + '"';
    }

    private String render() {
        return first == last ? String.valueOf(first) : '"' + (first + "-" + last) + '"';
    }
}
