package io.zentinelproxy.core.http2;

import java.util.ArrayList;

/** The arrays that frames are read into. A connection has one only while octets of frames are there; those beyond a usual number are left to the collector. */
final class InputBuffers {
    /** Octets of one: two of the largest frames, so that a whole one fits behind a part of another. */
    static final int CAPACITY = 2 * (Frames.HEADER + Frames.MAX_PAYLOAD);

    /** Arrays kept for reuse: 8 MiB. */
    private static final int KEPT = 256;

    private final ArrayList<byte[]> free = new ArrayList<>();

    byte[] take() {
        synchronized (this) {
            if (!free.isEmpty()) {
                return free.removeLast();
            }
        }
        return new byte[CAPACITY];
    }

    synchronized void give(byte[] octets) {
        if (free.size() < KEPT) {
            free.add(octets);
        }
    }
}
