package io.zentinelproxy.core.answer;

import io.zentinelproxy.core.exchange.Exchange;
import io.zentinelproxy.core.fault.Fault;
import io.zentinelproxy.core.filter.LocalAnswer;

/** Answers requests of a route in place of an origin. Any thread, many at once. */
@FunctionalInterface
public interface BuiltinHandler {
    LocalAnswer answer(Exchange exchange) throws Fault;
}
