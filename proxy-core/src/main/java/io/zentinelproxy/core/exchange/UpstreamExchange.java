package io.zentinelproxy.core.exchange;

import io.zentinelproxy.core.fault.Fault;
import io.zentinelproxy.core.fault.UpstreamFault;
import io.zentinelproxy.core.http.BodyLength;
import io.zentinelproxy.core.http.RequestHead;
import io.zentinelproxy.core.http.ResponseHead;

/**
 * One request to an origin and its answer, whatever version of HTTP carries them. Legal calls, in this order: {@link #send}, whose
 * sink is finished (by another thread where the content is still arriving); {@link #receive} until a head is not interim; {@link
 * #body}, pulled to its end. {@link #cancel} by any thread at any time.
 */
public interface UpstreamExchange extends OriginWait.Cancellation {
    /** 1xx heads that one answer may have before its final one. */
    int MAX_INTERIM = 16;

    /** The status of an answer that another protocol follows (RFC 9110 section 15.2.2). */
    int SWITCHING_PROTOCOLS = 101;

    /** Begins the request. The head waits for the first content and leaves with it. */
    BodySink send(RequestHead head, BodyLength length) throws Fault;

    /** Says that content is still to be sent: until it has been, the origin is not late with its answer. */
    void contentPending(boolean pending);

    /** Gives back what sending took. Called last by a thread that sent the content beside the answer, also when it failed. */
    void endContent();

    /** Waits for the next head, 1xx included. */
    ResponseHead receive() throws Fault;

    /**
     * Waits for the final head of a request of our own: nobody is told of those before it, and no other protocol was asked for.
     *
     * @throws Fault BAD_RESPONSE where more than {@link #MAX_INTERIM} come before it, or one that switches protocols
     */
    default ResponseHead receiveFinal() throws Fault {
        ResponseHead head = receive();
        for (int interim = 0; head.isInterim(); interim++) {
            if (interim == MAX_INTERIM || head.status() == SWITCHING_PROTOCOLS) {
                throw new UpstreamFault(UpstreamFault.Kind.BAD_RESPONSE);
            }
            head = receive();
        }
        return head;
    }

    /** The length that the final head declares. */
    BodyLength announced();

    /** The length of the content that really follows it. */
    BodyLength length();

    /** The content of the answer. */
    BodySource body();

    /** Whether octets of an answer have come: then the request cannot be taken elsewhere. */
    boolean hasAnswered();

    /** Whether the exchange went by the book to its end, so that its connection can carry another. */
    boolean isReusable();
}
