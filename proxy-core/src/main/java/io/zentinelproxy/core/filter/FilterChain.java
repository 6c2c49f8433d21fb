package io.zentinelproxy.core.filter;

import io.zentinelproxy.core.exchange.Exchange;
import io.zentinelproxy.core.fault.Fault;
import io.zentinelproxy.core.http.ResponseHead;

/** The filters of one route as two arrays, each in the configured order, which was fixed when the configuration loaded. Immutable. */
public final class FilterChain {
    /** No filter. */
    public static final FilterChain EMPTY = new FilterChain(new RequestFilter[0], new ResponseFilter[0]);

    private final RequestFilter[] request;
    private final ResponseFilter[] response;

    FilterChain(RequestFilter[] request, ResponseFilter[] response) {
        this.request = request;
        this.response = response;
    }

    /** Asks one filter after the other until one answers or refuses. */
    public Verdict onRequestHead(Exchange exchange) throws Fault {
        for (RequestFilter filter : request) {
            Verdict verdict = filter.onRequestHead(exchange);
            if (verdict != Verdict.CONTINUE) {
                return verdict;
            }
        }
        return Verdict.CONTINUE;
    }

    public void onResponseHead(Exchange exchange, ResponseHead head) throws Fault {
        for (ResponseFilter filter : response) {
            filter.onResponseHead(exchange, head);
        }
    }
}
