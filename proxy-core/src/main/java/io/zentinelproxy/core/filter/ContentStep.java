package io.zentinelproxy.core.filter;

import io.zentinelproxy.core.exchange.Exchange;
import io.zentinelproxy.core.fault.Fault;
import io.zentinelproxy.core.http.ResponseHead;
import org.jspecify.annotations.Nullable;

/**
 * Of a module that decides where requests go: some as their heads say, others once it has read their content as a whole, which it may change.
 * Behind all filters of heads and content. One for a route at most.
 */
public interface ContentStep {
    /** Octets of content that it reads at most; a request with more is refused. */
    int maxOctets();

    /** Where this request goes without being read; null for one that is read. */
    @Nullable
    Passage pass(Exchange exchange) throws Fault;

    /**
     * Reads the content. The octets may be kept until the exchange is over; they are not to be changed.
     *
     * @throws Fault to refuse the request
     */
    Passage read(Exchange exchange, byte[] octets, int length) throws Fault;

    /**
     * Octets of this answer that it reads before its head goes out, so that the head can tell of the whole; 0 for none. An answer that is longer
     * goes out as it comes.
     */
    int answerOctets(Exchange exchange, ResponseHead head);

    /** Reads all of an answer whose head goes out next. */
    void readAnswer(Exchange exchange, ResponseHead head, byte[] octets, int length);
}
