package io.zentinelproxy.core.websocket;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a frame carries (RFC 6455 section 5.2). The other ten numbers are reserved. */
public enum Opcode {
    CONTINUATION(0),
    TEXT(1),
    BINARY(2),
    CLOSE(8),
    PING(9),
    PONG(10);

    private static final @Nullable Opcode[] BY_NUMBER = new @Nullable Opcode[16];

    static {
        for (Opcode opcode : values()) {
            BY_NUMBER[opcode.number] = opcode;
        }
    }

    private final int number;

    Opcode(int number) {
        this.number = number;
    }

    /** Null where it is reserved. */
    static @Nullable Opcode of(int number) {
        return BY_NUMBER[number];
    }

    int number() {
        return number;
    }

    boolean isControl() {
        return number >= CLOSE.number;
    }

    /** As in metrics. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
