package io.zentinelproxy.core.observe;

import java.io.Closeable;
import java.io.IOException;

/** Where lines go. Belongs to the log's writing thread; may block it. */
interface LineSink extends Closeable {
    /**
     * Writes some of the octets.
     *
     * @return how many were taken, at least 1
     * @throws IOException when none was; the next call may succeed again
     */
    int write(byte[] from, int start, int length) throws IOException;

    /** Opens the same place anew, after a rotation. When it throws, writing goes on where it went before. */
    void reopen() throws IOException;
}
