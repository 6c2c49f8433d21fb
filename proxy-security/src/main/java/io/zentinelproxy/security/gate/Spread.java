package io.zentinelproxy.security.gate;

/** Numbers of clients over the places of a table. */
final class Spread {
    private static final long ODD = 0x9E3779B97F4A7C15L;
    private static final long MIX = 0xBF58476D1CE4E5B9L;

    private Spread() {}

    /** The finish of splitmix64 over the client and a seed that it does not know. */
    static long of(long client, long seed) {
        long mixed = (client ^ seed) * ODD;
        mixed = (mixed ^ mixed >>> 30) * MIX;
        return mixed ^ mixed >>> 31;
    }
}
