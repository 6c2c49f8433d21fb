package io.zentinelproxy.core.upstream.tls;

import java.util.concurrent.atomic.LongAdder;

/** How the handshakes with the origins of one upstream ended. Any thread. */
public final class HandshakeCounts {
    private final LongAdder[] counts = new LongAdder[HandshakeResult.values().length];

    HandshakeCounts() {
        for (int i = 0; i < counts.length; i++) {
            counts[i] = new LongAdder();
        }
    }

    void count(HandshakeResult result) {
        counts[result.ordinal()].increment();
    }

    public long of(HandshakeResult result) {
        return counts[result.ordinal()].sum();
    }
}
