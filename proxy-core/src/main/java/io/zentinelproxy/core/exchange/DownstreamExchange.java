package io.zentinelproxy.core.exchange;

import io.zentinelproxy.core.fault.Fault;
import io.zentinelproxy.core.http.BodyLength;
import io.zentinelproxy.core.http.RequestHead;
import io.zentinelproxy.core.http.ResponseHead;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One request of a client and the answer to it, whatever version of HTTP carries them. Legal calls, in this order: {@link
 * #receive}; then {@link #limitContent} and {@link #body} at most once, {@link #interim} any number of times, {@link #respond}, whose sink is
 * finished; {@link #abort} instead of the rest at any time.
 */
public interface DownstreamExchange extends OriginWait {
    /** Reads and checks the request head under the listener's limits. */
    RequestHead receive() throws Fault;

    /**
     * Says how much content the request may have; before that, the listener's limit holds. Called before content is pulled.
     *
     * @throws Fault at once where the declared length is more
     */
    void limitContent(long octets) throws Fault;

    /** How the request's content is delimited. */
    BodyLength bodyLength();

    /** The request's content. */
    BodySource body();

    /** Sends a 1xx head. Ignored where the client's version has none. */
    void interim(ResponseHead head) throws Fault;

    /**
     * Begins the answer. The head waits for content that is at hand and leaves with it. Begun again, it replaces an answer of
     * which nothing has left.
     *
     * @param length how much content follows; {@link BodyLength#NONE} where there is none
     * @param announced the length that GET would have had, for an answer to HEAD or a 304; else the same as length
     */
    BodySink respond(ResponseHead head, BodyLength length, BodyLength announced) throws Fault;

    /**
     * Answers 101 (Switching Protocols) and leaves the connection to that protocol (RFC 9110 section 7.8): it runs once the exchange was
     * handled. The facts and the request's head go on to it; the observers are told at its end.
     *
     * @param next asked once the client was told
     */
    void switchProtocols(ResponseHead head, Supplier<SwitchedProtocol> next) throws Fault;

    /** Whether {@link #switchProtocols} went well: nothing is to be done for the exchange any more. */
    boolean isSwitched();

    /** Whether octets of the answer have left, so that no other can be given. */
    boolean isCommitted();

    /** Breaks the exchange off so that the client sees a broken message, never a complete one. */
    void abort();

    /** Whether the request's content can be sent a second time, because all of it is at hand; goes back to its beginning. */
    boolean rewind();

    /** Says which other thread takes the request's content from the client; null when it no longer does. */
    void uploading(@Nullable Thread by);

    /** Whether the rest of the request's content is worth waiting for behind its answer: it is little, and the connection goes on with it. */
    boolean awaitsRest();

    /** Says that the request's content will not be taken to its end: its connection closes after the answer. */
    void giveUpContent();

    /** Waits until nobody takes the client's content any more, counts the octets and ends the facts. The last call. */
    void settle();
}
