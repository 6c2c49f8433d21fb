package io.zentinelproxy.core.config;

import io.zentinelproxy.core.config.RetrySettings.Condition;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the block {@code retry-policy} of a route. Its first five keys are the original's, with the defaults of its manual. */
final class RetryPolicyReader {
    private static final int MOST_MILLIS = 3_600_000;
    private static final long MOST_REPLAY = 16L << 20;

    private static final List<Integer> USUAL_STATUSES = List.of(502, 503, 504);
    private static final List<Condition> USUAL_CONDITIONS =
            List.of(Condition.CONNECT_FAILURE, Condition.REFUSED_STREAM, Condition.RESET, Condition.TIMEOUT);

    private static final Key<Integer> MAX_ATTEMPTS = Key.defaulting(
            "max-attempts",
            QuantityTypes.count(1, 10),
            3,
            "Times that one request is sent to an upstream, the first included.");

    private static final Key<Integer> TIMEOUT = Key.defaulting(
            "timeout-ms",
            QuantityTypes.count(1, MOST_MILLIS),
            30_000,
            "Milliseconds for all tries together, with the waits between them, until the head of an answer.");

    private static final Key<Integer> PER_TRY_TIMEOUT = Key.optional(
            "per-try-timeout-ms",
            QuantityTypes.count(1, MOST_MILLIS),
            "no limit besides the upstream's",
            "Milliseconds for one try, connecting included, until the head of its answer; content still to come from the client"
                    + " holds the clock.");

    private static final Key<Integer> BACKOFF_BASE = Key.defaulting(
            "backoff-base-ms",
            QuantityTypes.count(0, MOST_MILLIS),
            100,
            "The longest wait before the second try, in milliseconds; it doubles with each further one. The wait itself is a"
                    + " random part of that.");

    private static final Key<Integer> BACKOFF_MAX = Key.defaulting(
            "backoff-max-ms",
            QuantityTypes.count(0, MOST_MILLIS),
            10_000,
            "The longest wait before any try, in milliseconds; an origin that asks for more by Retry-After is not asked again.");

    private static final Key<Integer> STATUSES = Key.plural(
            "retryable-status-codes",
            QuantityTypes.count(400, 599),
            "502 503 504",
            "Statuses of answers that are thrown away for another try, while there may be one.");

    private static final Key<Condition> RETRY_ON = Key.plural(
            "retry-on",
            WordTypes.choice(words(), List.of()),
            "\"connect_failure\" \"refused_stream\" \"reset\" \"timeout\"",
            "What else is tried again: no connection or none free, a stream refused, the origin breaking off or staying silent, what is"
                    + " no answer, any status from 500, an answer of gRPC that is only UNAVAILABLE.");

    private static final Key<Boolean> NON_IDEMPOTENT = Key.defaulting(
            "retry-non-idempotent",
            WordTypes.SWITCH,
            false,
            "Whether a POST or PATCH that an origin may have acted on is sent again, too.");

    private static final Key<Long> REPLAY_BUFFER = Key.defaulting(
            "replay-buffer",
            QuantityTypes.size(0, MOST_REPLAY),
            64L << 10,
            "Content of a request that is kept while it is sent; once more has gone by it cannot be sent again.");

    private static final Key<Double> BUDGET = Key.defaulting(
            "budget-percent",
            QuantityTypes.PERCENT,
            20.0,
            "Retries of the route for every hundred requests, at most, over about ten seconds.");

    private static final Key<Integer> MIN_RETRIES = Key.defaulting(
            "min-retries-per-second",
            QuantityTypes.count(0, 100_000),
            10,
            "Retries a second that are allowed besides, for routes with few requests.");

    static final Block BLOCK = Block.single(
                    "retry-policy",
                    "Which requests are sent again, and how often; without it only those that reached no origin, or one that did nothing.")
            .keys(
                    MAX_ATTEMPTS,
                    TIMEOUT,
                    PER_TRY_TIMEOUT,
                    BACKOFF_BASE,
                    BACKOFF_MAX,
                    STATUSES,
                    RETRY_ON,
                    NON_IDEMPOTENT,
                    REPLAY_BUFFER,
                    BUDGET,
                    MIN_RETRIES);

    private RetryPolicyReader() {}

    private static Map<String, Condition> words() {
        Map<String, Condition> words = new LinkedHashMap<>();
        words.put("connect_failure", Condition.CONNECT_FAILURE);
        words.put("refused_stream", Condition.REFUSED_STREAM);
        words.put("reset", Condition.RESET);
        words.put("timeout", Condition.TIMEOUT);
        words.put("invalid_response", Condition.INVALID_RESPONSE);
        words.put("5xx", Condition.SERVER_ERROR);
        words.put("grpc_unavailable", Condition.GRPC_UNAVAILABLE);
        return words;
    }

    /**
     * Null where the route has none.
     *
     * @param forwards whether an upstream answers
     */
    static @Nullable RetrySettings read(Section route, boolean forwards) {
        return route.optional(BLOCK, section -> {
            if (!forwards) {
                section.report("a route with a `builtin-handler` sends nothing again", "an `upstream`");
            }
            return read(section);
        });
    }

    private static RetrySettings read(Section section) {
        Integer perTry = section.find(PER_TRY_TIMEOUT);
        int base = section.get(BACKOFF_BASE);
        int most = section.get(BACKOFF_MAX);
        if (base > most) {
            section.report("`backoff-base-ms` is more than `backoff-max-ms`", "a shorter one");
        }
        int total = section.get(TIMEOUT);
        if (perTry != null && perTry > total) {
            section.report("`per-try-timeout-ms` is more than `timeout-ms`, the time for all tries", "a shorter one");
        }
        List<Integer> statuses = section.all(STATUSES);
        List<Condition> conditions = section.all(RETRY_ON);
        return new RetrySettings(
                section.get(MAX_ATTEMPTS),
                Duration.ofMillis(total),
                perTry == null ? null : Duration.ofMillis(perTry),
                Duration.ofMillis(base),
                Duration.ofMillis(most),
                statuses.isEmpty() ? USUAL_STATUSES : List.copyOf(statuses),
                conditions.isEmpty() ? USUAL_CONDITIONS : List.copyOf(conditions),
                section.get(NON_IDEMPOTENT),
                Math.toIntExact(section.get(REPLAY_BUFFER)),
                section.get(BUDGET),
                section.get(MIN_RETRIES));
    }
}
