package io.zentinelproxy.core.upstream.tls;

import java.util.concurrent.atomic.LongAdder;

/** How the handshakes with the origins of one upstream ended. Any thread. */
public final class HandshakeCounts {
    private final LongAdder[] counts = new LongAdder[OriginHandshake.values().length];

    HandshakeCounts() {
        for (int i = 0; i < counts.length; i++) {
            counts[i] = new LongAdder();
        }
    }

    void count(OriginHandshake result) {
        counts[result.ordinal()].increment();
    }

    public long of(OriginHandshake result) {
        return counts[result.ordinal()].sum();
    }
}
