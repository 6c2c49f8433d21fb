package io.zentinelproxy.core.net;

import io.zentinelproxy.core.exchange.ClientAddress;
import java.nio.ByteBuffer;

/** A protocol that clients may speak where HTTP/1.1 is expected, told by the first octets of a connection. */
public interface OtherProtocol {
    /** Whether octets are its beginning. */
    enum Likeness {
        NO,
        /** So far; more must come. */
        MAYBE,
        YES
    }

    /** @param first what has come, up to its position */
    Likeness likeness(ByteBuffer first);

    /**
     * Speaks it to the connection's end, on the connection's thread.
     *
     * @param early what has come of it
     */
    void serve(Transport transport, ClientAddress local, int flag, byte[] early);
}
