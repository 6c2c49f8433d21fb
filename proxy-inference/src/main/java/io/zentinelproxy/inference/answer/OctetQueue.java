package io.zentinelproxy.inference.answer;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** Octets on their way out. Who fills it has them fetched before more come, so it is as large as what comes at once. */
final class OctetQueue {
    private static final int FIRST_ROOM = 2 * 1024;

    private byte[] octets = new byte[FIRST_ROOM];
    private int from;
    private int to;

    boolean isEmpty() {
        return from == to;
    }

    void add(byte[] more, int start, int end) {
        int count = end - start;
        if (from == to) {
            from = 0;
            to = 0;
        }
        if (to + count > octets.length) {
            octets = Arrays.copyOf(octets, Math.max(to + count, 2 * octets.length));
        }
        System.arraycopy(more, start, octets, to, count);
        to += count;
    }

    int moveTo(ByteBuffer into) {
        int moved = Math.min(into.remaining(), to - from);
        into.put(octets, from, moved);
        from += moved;
        return moved;
    }
}
