package io.zentinelproxy.core.exchange;

import io.zentinelproxy.core.fault.Fault;
import io.zentinelproxy.core.http.Fields;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** The content of a message as it arrives, without its framing. Pulled by one thread at a time. */
public interface BodySource {
    /**
     * Puts content into the buffer, waiting for some when none is there.
     *
     * @return how many octets were put, at least 1, or -1 when the content is complete
     * @throws Fault of the side that sends this content: late, gone, broken framing, too large
     */
    int pull(ByteBuffer into) throws Fault;

    /** Whether the content is complete: the next pull would return -1 without waiting. */
    boolean isFinished();

    /** Whether a pull would find octets without waiting for the sender. */
    boolean hasBuffered();

    /** Octets of content still to come, or -1 where that is unknown. */
    long remaining();

    /** Octets of content pulled so far. */
    long pulled();

    /** The trailer section, once the content is complete; null when there is none. */
    default @Nullable Fields trailers() {
        return null;
    }
}
