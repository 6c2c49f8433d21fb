package io.zentinelproxy.core.websocket;

import java.util.concurrent.atomic.LongAdder;

/** Frames of one direction through one route. Any thread. */
public final class FrameCount {
    private final LongAdder[] byOpcode = new LongAdder[Opcode.values().length];

    /** No frames yet. */
    FrameCount() {
        for (int i = 0; i < byOpcode.length; i++) {
            byOpcode[i] = new LongAdder();
        }
    }

    void add(Opcode opcode) {
        byOpcode[opcode.ordinal()].increment();
    }

    /** Frames of this opcode so far. */
    public long of(Opcode opcode) {
        return byOpcode[opcode.ordinal()].sum();
    }
}
