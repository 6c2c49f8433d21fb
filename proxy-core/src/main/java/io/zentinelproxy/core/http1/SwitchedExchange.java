package io.zentinelproxy.core.http1;

import io.zentinelproxy.core.exchange.Exchange;
import io.zentinelproxy.core.exchange.SwitchedProtocol;

/**
 * What is left of an exchange that was answered 101: its facts, without any of the buffers it was read into.
 *
 * @param requestOctets of the request
 * @param sentBefore what the connection had sent before the answer
 */
record SwitchedExchange(
        SwitchedProtocol protocol, Exchange facts, SwitchedConnection client, long requestOctets, long sentBefore) {

    /** Speaks the protocol to its end, and ends the facts. */
    void run() {
        protocol.run(client, facts);
        facts.end(System.nanoTime(), requestOctets + client.received(), client.sent() - sentBefore);
    }
}
