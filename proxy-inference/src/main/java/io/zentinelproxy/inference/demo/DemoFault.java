package io.zentinelproxy.inference.demo;

import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What goes wrong, where somebody asks for it: in the field {@link #FIELD}, or by a model whose name has {@code fault-} and the word, such as
 * {@code gpt-4o-fault-late-error}. All else stays as it would have been, the true count of tokens too.
 */
enum DemoFault {
    NONE,
    /** The connection breaks after {@link EventStream#EVENTS_BEFORE_FAULT} events, or in the middle of an answer that is no stream. */
    CUT,
    /** Nothing more comes after those, and the connection stays open. */
    STALL,
    /** An error is told after those, in an answer that began with 200. */
    LATE_ERROR,
    /** One event more, whose data are broken JSON. */
    BAD_LINE,
    /** Each octet of a stream is sent alone, also within a character. */
    SPLIT,
    /** The answer tells no usage, even where it was asked for. */
    NO_USAGE,
    /** Each chunk of a stream tells the usage so far. */
    USAGE_ON_EVERY_CHUNK,
    /** The usage is told twice at the end of a stream; by Anthropic's dialect first in part, and then once more as a whole. */
    USAGE_TWICE,
    /** 429 with Retry-After in seconds. */
    RATE_LIMIT,
    /** 429 with retry-after-ms. */
    RATE_LIMIT_MS,
    /** 429 with Retry-After as a date. */
    RATE_LIMIT_DATE,
    /** 429 that does not say when to come back. */
    RATE_LIMIT_BARE,
    /** The account has no money left: 429 of OpenAI, 402 of Anthropic. */
    INSUFFICIENT_QUOTA,
    /** Too many people ask: 503 of OpenAI, 529 of Anthropic. */
    OVERLOADED,
    /** 529 in either dialect. */
    STATUS_529;

    static final String FIELD = "x-demo-fault";
    private static final String IN_NAME = "fault-";

    /** @throws Refusal if the field names a fault that is not known */
    static DemoFault of(@Nullable String field, String model) throws Refusal {
        if (field != null) {
            return Arrays.stream(values())
                    .filter(fault -> fault.word().equals(field))
                    .findFirst()
                    .orElseThrow(() -> Refusal.badRequest("Unknown fault in " + FIELD + ".", FIELD, "invalid_value"));
        }
        int at = model.indexOf(IN_NAME);
        if (at < 0) {
            return NONE;
        }
        String word = model.substring(at + IN_NAME.length());
        return Arrays.stream(values())
                .filter(fault -> fault.word().equals(word))
                .findFirst()
                .orElse(NONE);
    }

    /** As it is asked for. */
    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
