package io.zentinelproxy.core.http2;

import java.nio.ByteBuffer;
import java.util.ArrayList;

/**
 * The buffers that frames are put into on their way out. A connection has at most two, one being filled and one being written, and none
 * while it has nothing to send. When the usual number is out, connections get smaller ones, which the collector takes back.
 */
final class OutputBuffers {
    /** Octets of one: four records of TLS, so that the frames of many streams leave in one system call. */
    static final int CAPACITY = 64 * 1024;

    /** Octets of one beyond the usual number: a frame of the largest size, a head and the reserve fit. */
    private static final int LEAN_CAPACITY = 24 * 1024;

    /** Direct buffers made at most: 32 MiB. */
    private static final int MOST = 512;

    private final ArrayList<ByteBuffer> free = new ArrayList<>();
    private int made;

    ByteBuffer take() {
        synchronized (this) {
            if (!free.isEmpty()) {
                return free.removeLast();
            }
            if (made < MOST) {
                made++;
                return ByteBuffer.allocateDirect(CAPACITY);
            }
        }
        return ByteBuffer.allocate(LEAN_CAPACITY);
    }

    synchronized void give(ByteBuffer buffer) {
        if (buffer.isDirect() && buffer.capacity() == CAPACITY) {
            free.add(buffer.clear());
        }
    }

    /** How many are lent. */
    synchronized int taken() {
        return made - free.size();
    }
}
