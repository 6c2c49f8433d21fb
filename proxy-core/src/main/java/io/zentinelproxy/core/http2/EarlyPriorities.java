package io.zentinelproxy.core.http2;

import org.jspecify.annotations.Nullable;

/** Priorities of streams that are yet to be opened (RFC 9218 section 7.1): the last few that were said. Belongs to the reading thread. */
final class EarlyPriorities {
    private static final int MOST = 8;

    private int @Nullable [] streams;
    private Urgency @Nullable [] asked;
    private int next;

    void put(int stream, Urgency urgency) {
        int[] ids = streams;
        Urgency[] said = asked;
        if (ids == null || said == null) {
            ids = new int[MOST];
            said = new Urgency[MOST];
            streams = ids;
            asked = said;
        }
        int at = 0;
        while (at < MOST && ids[at] != stream) {
            at++;
        }
        if (at == MOST) {
            at = next;
            next = (next + 1) % MOST;
        }
        ids[at] = stream;
        said[at] = urgency;
    }

    /** What was said of a stream, or null. */
    @Nullable
    Urgency take(int stream) {
        if (streams == null || asked == null) {
            return null;
        }
        for (int at = 0; at < MOST; at++) {
            if (streams[at] == stream) {
                streams[at] = 0;
                return asked[at];
            }
        }
        return null;
    }
}
