package io.zentinelproxy.core.proxy;

import io.zentinelproxy.core.answer.BuiltinHandler;
import io.zentinelproxy.core.exchange.DownstreamExchange;
import io.zentinelproxy.core.fault.Fault;
import io.zentinelproxy.core.http.RequestHead;

/** Answers without an origin. */
record BuiltinService(BuiltinHandler handler) implements RouteService {
    @Override
    public void serve(DownstreamExchange down, RequestHead head, RoutePlan plan) throws Fault {
        LocalAnswers.give(down, handler.answer(down.facts()), plan.filters());
    }
}
