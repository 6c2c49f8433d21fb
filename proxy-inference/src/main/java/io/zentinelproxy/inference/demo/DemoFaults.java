package io.zentinelproxy.inference.demo;

import com.sun.net.httpserver.Headers;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;

/** Faults that answer instead of the model. */
final class DemoFaults {
    /** OpenAI's word for an account that is empty. */
    static final String NO_MONEY = "insufficient_quota";

    private static final int SECONDS = 2;
    private static final String MILLIS = "250";

    private DemoFaults() {}

    /** @throws Refusal if the fault is one that refuses; its fields are set before */
    static void refuse(DemoFault fault, boolean anthropic, Headers fields, Clock clock) throws Refusal {
        switch (fault) {
            case RATE_LIMIT -> {
                fields.set("retry-after", Integer.toString(SECONDS));
                limits(anthropic, fields);
                throw limited();
            }
            case RATE_LIMIT_MS -> {
                fields.set("retry-after-ms", MILLIS);
                throw limited();
            }
            case RATE_LIMIT_DATE -> {
                ZonedDateTime then =
                        ZonedDateTime.now(clock.withZone(ZoneOffset.UTC)).plusSeconds(SECONDS);
                fields.set("retry-after", DateTimeFormatter.RFC_1123_DATE_TIME.format(then));
                throw limited();
            }
            case RATE_LIMIT_BARE -> throw limited();
            case INSUFFICIENT_QUOTA ->
                throw new Refusal(anthropic ? 402 : 429, "You exceeded your current quota.", null, NO_MONEY);
            case OVERLOADED -> throw new Refusal(anthropic ? 529 : 503, "Overloaded", null, "server_overloaded");
            case STATUS_529 -> throw new Refusal(529, "Overloaded", null, "server_overloaded");
            case NONE, CUT, STALL, LATE_ERROR, BAD_LINE, SPLIT, NO_USAGE, USAGE_ON_EVERY_CHUNK, USAGE_TWICE -> {}
        }
    }

    /** What is left, in each vendor's style: OpenAI's resets are durations as Go writes them, Anthropic's are times. */
    private static void limits(boolean anthropic, Headers fields) {
        if (anthropic) {
            fields.set("anthropic-ratelimit-requests-limit", "50");
            fields.set("anthropic-ratelimit-requests-remaining", "0");
            fields.set("anthropic-ratelimit-requests-reset", "2026-01-01T00:00:00Z");
            return;
        }
        fields.set("x-ratelimit-limit-requests", "50");
        fields.set("x-ratelimit-remaining-requests", "0");
        fields.set("x-ratelimit-reset-requests", SECONDS + "s");
    }

    private static Refusal limited() {
        return new Refusal(429, "Rate limit reached.", null, "rate_limit_exceeded");
    }
}
