package io.zentinelproxy.core.net;

import io.zentinelproxy.core.exchange.ClientAddress;
import java.util.List;

/** Decides on a connection by who its client is, before anything else is known of it: no octet of TLS or HTTP has been looked at. */
public interface ConnectionFilter {
    /**
     * Decides on one connection. Must not block: it is called by the acceptor, or, where a balancer tells of the client in a PROXY
     * header, by the connection's virtual thread; so by several threads at once. A filter that throws refuses.
     *
     * @return {@link Admission#PLAIN}, one of {@link #refusals}, or an {@link Admission.Admitted} of its own where the connection is
     *     to hold or to tell something
     */
    Admission admit(ClientAddress client);

    /** All that it may refuse for, so that each has its count from the beginning. */
    List<ConnectionRefusal> refusals();
}
