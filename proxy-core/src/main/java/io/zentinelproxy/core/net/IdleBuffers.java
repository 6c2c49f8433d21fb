package io.zentinelproxy.core.net;

import java.nio.ByteBuffer;
import java.util.ArrayList;

/**
 * Small direct buffers for the first read of a request, so that no connection that waits for one holds a large one; held while
 * waiting only where a wait must begin with a read. Cut from slabs; one is large enough for most request heads, so that the first read usually takes all.
 */
public final class IdleBuffers {
    /** Octets of one buffer. */
    public static final int CAPACITY = 1024;

    private static final int SLAB = 64 * 1024;

    private final int most;
    private final ArrayList<ByteBuffer> free = new ArrayList<>();
    private int made;

    /** Keeps at most this many; the caller's cap on connections makes that the number in use, too. */
    public IdleBuffers(int most) {
        this.most = most;
    }

    public ByteBuffer take() {
        synchronized (this) {
            if (free.isEmpty()) {
                cut();
            }
            return free.removeLast();
        }
    }

    private void cut() {
        ByteBuffer slab = ByteBuffer.allocateDirect(SLAB);
        for (int at = 0; at < SLAB; at += CAPACITY) {
            free.add(slab.slice(at, CAPACITY));
        }
        made += SLAB / CAPACITY;
    }

    public void give(ByteBuffer buffer) {
        buffer.clear();
        synchronized (this) {
            if (free.size() < most) {
                free.add(buffer);
            }
        }
    }

    /** How many are held by connections: after the last one has closed, none. */
    public synchronized int taken() {
        return made - free.size();
    }
}
