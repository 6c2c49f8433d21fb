package io.zentinelproxy.core.http2;

import java.util.Arrays;

/** The streams that were closed last, and how. Guarded by the {@link StreamTable}. */
final class ClosedStreams {
    /** No stream: 0 is the connection. */
    private static final int NONE = 0;

    private final int[] ids;
    private final StreamTable.Closed[] how;
    private int next;

    /** @param most that are remembered */
    ClosedStreams(int most) {
        ids = new int[most];
        how = new StreamTable.Closed[most];
        Arrays.fill(how, StreamTable.Closed.UNKNOWN);
    }

    void add(int id, StreamTable.Closed closed) {
        ids[next] = id;
        how[next] = closed;
        next = (next + 1) % ids.length;
    }

    void forget(int id) {
        int at = indexOf(id);
        if (at >= 0) {
            ids[at] = NONE;
        }
    }

    /** How it was closed, or UNKNOWN. */
    StreamTable.Closed find(int id) {
        int at = indexOf(id);
        return at < 0 ? StreamTable.Closed.UNKNOWN : how[at];
    }

    private int indexOf(int id) {
        for (int at = 0; at < ids.length; at++) {
            if (ids[at] == id) {
                return at;
            }
        }
        return -1;
    }
}
