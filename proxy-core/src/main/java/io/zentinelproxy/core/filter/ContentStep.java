package io.zentinelproxy.core.filter;

import io.zentinelproxy.core.exchange.Exchange;
import io.zentinelproxy.core.fault.Fault;

/**
 * Of a module that reads the content of a request as a whole before it is decided where it goes, and may change it. Behind all filters of
 * heads and content. One for a route at most.
 */
public interface ContentStep {
    /** Octets of content that it reads at most; a request with more is refused. */
    int maxOctets();

    /** Whether it reads the content of this request. */
    boolean reads(Exchange exchange) throws Fault;

    /**
     * Reads it. The octets may be kept until the exchange is over; they are not to be changed.
     *
     * @throws Fault to refuse the request
     */
    Passage read(Exchange exchange, byte[] octets, int length) throws Fault;
}
