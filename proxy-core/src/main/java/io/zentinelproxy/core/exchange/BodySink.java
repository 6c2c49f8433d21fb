package io.zentinelproxy.core.exchange;

import io.zentinelproxy.core.fault.Fault;
import io.zentinelproxy.core.http.Fields;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Where the content of a message goes; adds its framing. The content is put straight into the buffer that is sent:
 * {@code space, put, flush} again and again, then {@code finish} once. What was put before {@code finish} leaves with the end of
 * the framing in one write.
 */
public interface BodySink {
    /** Room for content, at least one octet; flushes when the buffer is full. */
    ByteBuffer space() throws Fault;

    /** Sends what was put. */
    void flush() throws Fault;

    /** Ends the content and sends what is left. Trailers are written where the framing can carry them. */
    void finish(@Nullable Fields trailers) throws Fault;

    /** Hints that this much content is still to come (-1: unknown), so that a larger buffer may pay. The sink has been flushed. */
    void expect(long octets);

    /** Octets of content flushed so far. */
    long flushed();
}
