package io.zentinelproxy.core.bytes;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The sending side of a connection while it works: one direct buffer that head and first content share, so that they leave in one
 * write. A long body swaps in a larger one. Counts nothing: the transport does. Belongs to one thread at a time.
 */
public final class Outlet {
    /** Room for a head of the default limits and a small answer. */
    public static final int DEFAULT_CAPACITY = 16 * 1024;

    /** Room of the buffer where many are in use at once: for most heads. */
    public static final int LEAN_CAPACITY = 4 * 1024;

    private final int capacity;

    /** Made when there is something to send: many that are stuck in a request never come to it. */
    private @Nullable ByteBuffer small;

    private @Nullable ByteBuffer buffer;

    public Outlet(int capacity) {
        this.capacity = capacity;
    }

    /** Room of the buffer that it has of its own. */
    public int capacity() {
        return capacity;
    }

    /** The buffer, in the state to be put into. */
    public ByteBuffer buffer() {
        ByteBuffer current = buffer;
        return current == null ? makeSmall() : current;
    }

    private ByteBuffer makeSmall() {
        ByteBuffer made = ByteBuffer.allocateDirect(capacity);
        small = made;
        buffer = made;
        return made;
    }

    /** Octets put and not sent yet. */
    public int pending() {
        ByteBuffer current = buffer;
        return current == null ? 0 : current.position();
    }

    public boolean isEmpty() {
        return pending() == 0;
    }

    /** Makes room for a head, which must fit as a whole: an unusually large one gets a buffer of its own. */
    public void reserve(int room) {
        ByteBuffer current = buffer();
        if (current.remaining() >= room) {
            return;
        }
        ByteBuffer larger = ByteBuffer.allocateDirect(current.position() + room);
        larger.put(current.flip());
        buffer = larger;
    }

    /** Sends what was put. */
    public void flush(OctetSink to) throws IOException {
        ByteBuffer current = buffer;
        if (current == null || current.position() == 0) {
            return;
        }
        current.flip();
        try {
            to.write(current);
        } finally {
            current.clear();
        }
    }

    /** Takes a larger buffer for bulk content; the caller has flushed. */
    public void swap(ByteBuffer larger) {
        buffer = larger.clear();
    }

    /**
     * Goes back to the small buffer and forgets what was put.
     *
     * @return the bulk or oversized buffer that was in use, or null
     */
    public @Nullable ByteBuffer reset() {
        ByteBuffer used = buffer;
        buffer = small;
        if (small != null) {
            small.clear();
        }
        return used == small ? null : used;
    }

    /** Whether a bulk or oversized buffer is in use. */
    public boolean isSwapped() {
        return buffer != small;
    }
}
