package io.zentinelproxy.core.config;

import io.zentinelproxy.core.config.kdl.KdlValue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The statuses of errors that one page is for: one of them, or all of a class. */
record StatusRange(int first, int last) {
    private static final Pattern STATUS = Pattern.compile("([45])([0-9]{2}|xx)");

    static final ValueType<StatusRange> TYPE = new ValueType<>(
            "status", "", "a status such as 404, or \"4xx\" or \"5xx\"", StatusRange::of, StatusRange::text);

    private static StatusRange of(KdlValue value) throws Refusal {
        return switch (value) {
            case KdlValue.Text text -> of(text.text());
            case KdlValue.Number number -> of(number.value().toPlainString());
            case KdlValue.Bool bool -> throw notAStatus();
            case KdlValue.NotFinite notFinite -> throw notAStatus();
            case KdlValue.Null none -> throw notAStatus();
        };
    }

    static StatusRange of(String text) throws Refusal {
        Matcher matcher = STATUS.matcher(text);
        if (!matcher.matches()) {
            throw notAStatus();
        }
        int hundreds = Integer.parseInt(matcher.group(1)) * 100;
        if (matcher.group(2).equals("xx")) {
            return new StatusRange(hundreds, hundreds + 99);
        }
        int status = hundreds + Integer.parseInt(matcher.group(2));
        return new StatusRange(status, status);
    }

    private static Refusal notAStatus() {
        return Refusal.because("not the status of an error");
    }

    private String text() {
        return first == last ? String.valueOf(first) : '"' + (first / 100 + "xx") + '"';
    }
}
