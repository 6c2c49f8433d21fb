package io.zentinelproxy.core.bytes;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Where octets come from: a transport's receiving side. */
public interface OctetSource {
    /**
     * Waits for octets and takes what is there.
     *
     * @return how many were put, at least 1, or -1 at the end
     */
    int read(ByteBuffer into) throws IOException;

    /** Waits for octets without taking them, where the source can do that. May return early; a read must follow. */
    default void awaitReadable() throws IOException {}
}
