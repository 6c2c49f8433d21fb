package io.zentinelproxy.core.testkit.h2;

/** What may still be sent and received on a stream or a connection (RFC 9113 section 5.2). Guarded by its connection's lock. */
final class H2Window {
    static final long USUAL = 65_535;

    private long toSend;
    private long toReceive;
    /** Received, and not yet given back. */
    private long taken;

    H2Window(long toSend, long toReceive) {
        this.toSend = toSend;
        this.toReceive = toReceive;
    }

    long toSend() {
        return toSend;
    }

    void allowSending(long more) {
        toSend += more;
    }

    void allowReceiving(long more) {
        toReceive += more;
    }

    /** Whether the peer might send so much. */
    boolean receive(int octets) {
        toReceive -= octets;
        taken += octets;
        return toReceive >= 0;
    }

    /** What is worth to be given back now: half a window or more, else 0. */
    long giveBack(long initial) {
        long back = taken * 2 >= initial ? taken : 0;
        taken -= back;
        return back;
    }
}
