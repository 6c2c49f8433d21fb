package io.zentinelproxy.core.bytes;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/** Large direct buffers for long content, lent to one message at a time. When all are out, messages go on with small ones. */
public final class BulkBuffers {
    /** Octets of one buffer: larger ones moved no more per second on loopback, smaller ones cost more system calls. */
    public static final int CAPACITY = 128 * 1024;

    /** Buffers that exist at most: 32 MiB. */
    public static final int MOST = 256;

    private final ArrayList<ByteBuffer> free = new ArrayList<>();
    private int made;

    /** A cleared buffer, or null when all are out. */
    public synchronized @Nullable ByteBuffer take() {
        if (!free.isEmpty()) {
            return free.removeLast().clear();
        }
        if (made == MOST) {
            return null;
        }
        made++;
        return ByteBuffer.allocateDirect(CAPACITY);
    }

    /** Takes one back. A buffer of another size, made for one large head, is left to the collector. */
    public synchronized void give(ByteBuffer buffer) {
        if (buffer.capacity() == CAPACITY) {
            free.add(buffer);
        }
    }

    /** How many are lent. */
    public synchronized int taken() {
        return made - free.size();
    }
}
