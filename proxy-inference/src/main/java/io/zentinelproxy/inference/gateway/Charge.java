package io.zentinelproxy.inference.gateway;

import io.zentinelproxy.inference.model.AnswerEnd;
import io.zentinelproxy.inference.model.Usage;
import io.zentinelproxy.inference.model.UsageSource;

/**
 * What a request is charged.
 *
 * @param cost in micro-units of the currency; -1 where costs are not counted
 */
record Charge(Usage usage, long cost, UsageSource source, AnswerEnd end) {}
