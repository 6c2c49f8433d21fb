package io.zentinelproxy.core.proxy;

import io.zentinelproxy.core.exchange.DownstreamExchange;
import io.zentinelproxy.core.fault.Fault;
import io.zentinelproxy.core.http.RequestHead;

/** Who answers the requests of a route, after its filters. */
interface RouteService {
    /** Answers, or throws the fault that says why not. */
    void serve(DownstreamExchange down, RequestHead head, RoutePlan plan) throws Fault;
}
