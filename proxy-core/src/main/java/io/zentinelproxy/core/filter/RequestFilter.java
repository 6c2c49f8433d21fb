package io.zentinelproxy.core.filter;

import io.zentinelproxy.core.exchange.Exchange;
import io.zentinelproxy.core.fault.Fault;

/**
 * A step before the request goes to its service. The client's address, the request's id and its route are known; the head already
 * carries the fields that the proxy adds, so that a filter may change them.
 */
@FunctionalInterface
public interface RequestFilter {
    /**
     * Looks at the head, and may change it.
     *
     * @throws Fault to refuse the request
     */
    Verdict onRequestHead(Exchange exchange) throws Fault;
}
