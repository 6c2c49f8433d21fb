package io.zentinelproxy.inference.ledger;

import io.zentinelproxy.inference.model.AnswerEnd;
import io.zentinelproxy.inference.model.Usage;
import io.zentinelproxy.inference.model.UsageSource;

/**
 * One request in the books.
 *
 * @param requestId as in the access log
 * @param millis when it was settled, since 1970
 * @param key the id of the client's virtual key, or empty
 * @param team of that key, or empty
 * @param model that has answered, as the provider knows it
 * @param cost in micro-units of the currency
 */
public record Entry(
        String requestId,
        long millis,
        String route,
        String key,
        String team,
        String model,
        Usage usage,
        long cost,
        UsageSource source,
        AnswerEnd end) {}
