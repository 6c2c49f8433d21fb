package io.zentinelproxy.core.bytes;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Where octets go: a transport's sending side. */
public interface OctetSink {
    /** Sends all that remains in the buffer, waiting for the peer as long as its deadline allows. */
    void write(ByteBuffer from) throws IOException;
}
