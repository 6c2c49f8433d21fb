package io.zentinelproxy.core.webhook;

import io.zentinelproxy.core.http.FieldName;
import io.zentinelproxy.core.http.Fields;
import java.time.Duration;

/** Retry-After in its form of seconds (RFC 9110 section 10.2.3); a date is taken for nothing, as the clocks may differ. */
final class RetryAfter {
    private static final int MOST_DIGITS = 9;

    private RetryAfter() {}

    /** Zero where nothing is asked for that we understand. */
    static Duration of(Fields fields) {
        int line = fields.find(FieldName.RETRY_AFTER);
        if (line < 0) {
            return Duration.ZERO;
        }
        String value = fields.value(line);
        boolean seconds = !value.isEmpty()
                && value.length() <= MOST_DIGITS
                && value.chars().allMatch(digit -> digit >= '0' && digit <= '9');
        return seconds ? Duration.ofSeconds(Long.parseLong(value)) : Duration.ZERO;
    }
}
