package io.zentinelproxy.core.bytes;

import java.nio.ByteBuffer;

/** Octets from one buffer into another, by absolute positions: neither a limit is touched nor a view made. */
public final class Buffers {
    private Buffers() {}

    /**
     * Moves as much as there is and as there is room for.
     *
     * @return how many octets; 0 where there is nothing or no room
     */
    public static int move(ByteBuffer from, ByteBuffer into) {
        int octets = Math.min(from.remaining(), into.remaining());
        move(from, into, octets);
        return octets;
    }

    /** Moves so many octets, which are there and have room. */
    public static void move(ByteBuffer from, ByteBuffer into, int octets) {
        into.put(into.position(), from, from.position(), octets);
        into.position(into.position() + octets);
        from.position(from.position() + octets);
    }
}
