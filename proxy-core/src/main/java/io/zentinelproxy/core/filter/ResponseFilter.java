package io.zentinelproxy.core.filter;

import io.zentinelproxy.core.exchange.Exchange;
import io.zentinelproxy.core.fault.Fault;
import io.zentinelproxy.core.http.ResponseHead;

/** A step before the head of an answer goes to the client, also of an answer that the proxy gives itself. */
@FunctionalInterface
public interface ResponseFilter {
    /**
     * Looks at the head, and may change it.
     *
     * @throws Fault to give an error in its place
     */
    void onResponseHead(Exchange exchange, ResponseHead head) throws Fault;
}
