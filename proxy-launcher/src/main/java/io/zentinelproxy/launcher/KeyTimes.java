package io.zentinelproxy.launcher;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Times as they are typed: a day, a moment, or how long from now. */
final class KeyTimes {
    private static final Pattern DURATION = Pattern.compile("([0-9]{1,6})([smhd])");

    private KeyTimes() {}

    /** @throws IllegalArgumentException where it is none, or over */
    static Instant when(String text, Instant now) {
        Instant when = DURATION.matcher(text).matches() ? now.plus(duration(text)) : moment(text);
        if (!when.isAfter(now)) {
            throw new IllegalArgumentException("\"" + when + "\" is over");
        }
        return when;
    }

    private static Instant moment(String text) {
        try {
            return text.indexOf('T') < 0
                    ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
                    : OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "--expires needs a day such as 2027-01-31, a time such as 2027-01-31T12:00:00Z, or such as 90d", e);
        }
    }

    /** @throws IllegalArgumentException where it is none */
    static Duration duration(String text) {
        Matcher written = DURATION.matcher(text);
        if (!written.matches()) {
            throw new IllegalArgumentException("a duration is written such as 24h or 7d");
        }
        long count = Long.parseLong(written.group(1));
        return switch (written.group(2)) {
            case "s" -> Duration.ofSeconds(count);
            case "m" -> Duration.ofMinutes(count);
            case "h" -> Duration.ofHours(count);
            default -> Duration.ofDays(count);
        };
    }
}
