package io.zentinelproxy.core.exchange;

/** The protocol that a client's connection speaks after 101 (Switching Protocols). */
public interface SwitchedProtocol {
    /**
     * Speaks it to its end, on the connection's thread, and does not throw.
     *
     * @param facts of the request that led here: fault and octets of content are added
     */
    void run(Duplex client, Exchange facts);
}
