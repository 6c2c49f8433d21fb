package io.zentinelproxy.core.tls;

import java.nio.ByteBuffer;
import java.util.ArrayList;

/** Free direct buffers of one size, cut from slabs, so that thousands of small ones are few allocations. */
final class Shelf {
    private final int capacity;
    private final int perSlab;
    private final int kept;
    private final ArrayList<ByteBuffer> free = new ArrayList<>();
    private int taken;

    /**
     * @param perSlab how many are made at once
     * @param kept how many are kept for reuse; those beyond are left to the collector
     */
    Shelf(int capacity, int perSlab, int kept) {
        this.capacity = capacity;
        this.perSlab = perSlab;
        this.kept = kept;
    }

    synchronized ByteBuffer take() {
        if (free.isEmpty()) {
            cut();
        }
        taken++;
        return free.removeLast();
    }

    private void cut() {
        ByteBuffer slab = ByteBuffer.allocateDirect(capacity * perSlab);
        for (int at = 0; at < slab.capacity(); at += capacity) {
            free.add(slab.slice(at, capacity));
        }
    }

    void give(ByteBuffer buffer) {
        buffer.clear();
        synchronized (this) {
            taken--;
            if (free.size() < kept) {
                free.add(buffer);
            }
        }
    }

    int capacity() {
        return capacity;
    }

    synchronized int taken() {
        return taken;
    }
}
