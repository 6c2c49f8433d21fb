package io.zentinelproxy.core.bytes;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The sending side of a connection while it works: one direct buffer that head and first content share, so that they leave in one
 * write. A long body swaps in a larger one. Counts nothing: the transport does. Belongs to one thread at a time.
 */
public final class Outlet {
    /** Room for a head of the default limits and a small answer. */
    public static final int DEFAULT_CAPACITY = 16 * 1024;

    private final ByteBuffer small = ByteBuffer.allocateDirect(DEFAULT_CAPACITY);
    private ByteBuffer buffer = small;

    /** The buffer, in the state to be put into. */
    public ByteBuffer buffer() {
        return buffer;
    }

    public boolean isEmpty() {
        return buffer.position() == 0;
    }

    /** Makes room for a head, which must fit as a whole: an unusually large one gets a buffer of its own. */
    public void reserve(int room) {
        if (buffer.remaining() >= room) {
            return;
        }
        ByteBuffer larger = ByteBuffer.allocateDirect(buffer.position() + room);
        buffer.flip();
        larger.put(buffer);
        buffer = larger;
    }

    /** Sends what was put. */
    public void flush(OctetSink to) throws IOException {
        if (buffer.position() == 0) {
            return;
        }
        buffer.flip();
        try {
            to.write(buffer);
        } finally {
            buffer.clear();
        }
    }

    /** Takes a larger buffer for bulk content; the caller has flushed. */
    public void swap(ByteBuffer larger) {
        buffer = larger;
        buffer.clear();
    }

    /** Goes back to the small buffer and forgets what it held. */
    public ByteBuffer reset() {
        ByteBuffer used = buffer;
        buffer = small;
        small.clear();
        return used;
    }

    /** Whether a bulk or oversized buffer is in use. */
    public boolean isSwapped() {
        return buffer != small;
    }
}
