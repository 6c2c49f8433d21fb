package io.zentinelproxy.core.http2;

import io.zentinelproxy.core.bytes.HoldBudget;
import io.zentinelproxy.core.net.Sweep;
import org.jspecify.annotations.Nullable;

/**
 * One stream (RFC 9113 section 5.1) that is not closed yet. The reading thread tells it what has come; what its own thread needs to
 * know it finds in {@link #input} and {@link #outgoing}.
 */
final class Stream {
    /** Who is told what happens to the stream. Called on the reading thread or the sweep's; must not block. */
    interface Owner extends SectionTarget {
        /** Content has come for which there is no memory. */
        void onNotHeld();

        /** The stream has ended before its time: the peer has reset it, or the connection is gone. */
        void onReset(ErrorCode code);

        /** Whether content may come now: not before the head that it follows. */
        default boolean takesContent() {
            return true;
        }

        /** The frame that ends our side is about to leave. Called under the guard of the output: does next to nothing. */
        default void onSent() {}

        /** The peer is late with content, or with taking some, or the stream has lasted too long. */
        void onLate(Late what);
    }

    /** What was late. */
    enum Late {
        SENDING,
        TAKING,
        AS_A_WHOLE
    }

    /** 0 until it is opened, which is when its head is sent; from then on it does not change. */
    private volatile int id;

    private final StreamInput input;
    private final Outgoing outgoing;
    private final Owner owner;

    /** Until when it may last, on the sweep's clock. Read by the sweep. */
    private volatile long deadline;

    /** Octets of frames received. Belongs to the reading thread, for others once the stream has ended. */
    private long receivedOctets;

    /** Whether the peer has ended its side. Written by the reading thread. */
    private volatile boolean ended;

    /** Whether the owner was told that all takes too long, and that content is late, or not taken. Belong to the sweep. */
    private boolean toldOfWhole;

    private boolean toldOfSending;

    private boolean toldOfTaking;

    /** Whether the frame that ends our side is out, or about to be. */
    private volatile boolean complete;

    private volatile @Nullable ErrorCode reset;

    /** Whether it counts for the limit of open streams. Guarded by the monitor. */
    private boolean counted = true;

    /** Whether it belongs to another protocol, or is about to: then only content comes on it. */
    private volatile boolean connected;

    Stream(int id, int window, int peerWindow, long deadline, Owner owner, HoldBudget budget, Sweep sweep) {
        this.id = id;
        this.owner = owner;
        this.deadline = deadline;
        input = new StreamInput(window, budget, sweep);
        outgoing = new Outgoing(id, peerWindow, sweep, this::sent);
    }

    int id() {
        return id;
    }

    /** It gets its number, before anybody else may find it. */
    void open(int number, int peerWindow) {
        id = number;
        outgoing.open(number, peerWindow);
    }

    StreamInput input() {
        return input;
    }

    Outgoing outgoing() {
        return outgoing;
    }

    Owner owner() {
        return owner;
    }

    void received(int octets) {
        receivedOctets += octets;
    }

    long receivedOctets() {
        return receivedOctets;
    }

    boolean isEnded() {
        return ended;
    }

    /** Counts no longer for the limit of open streams; returns whether it did until now. Any thread. */
    synchronized boolean uncount() {
        boolean before = counted;
        counted = false;
        return before;
    }

    void ended() {
        ended = true;
    }

    private void sent() {
        complete = true;
        owner.onSent();
    }

    /** Whether our message was sent to its end. */
    boolean isComplete() {
        return complete;
    }

    /** From now on field sections are an error of the peer's (RFC 9113 section 8.5). */
    void connected() {
        connected = true;
    }

    boolean isConnected() {
        return connected;
    }

    /** From now on it may last until then, on the sweep's clock. */
    void deadline(long until) {
        deadline = until;
    }

    /** From now on it may last as long as it likes. */
    void unbounded() {
        deadline = Long.MAX_VALUE;
    }

    /** With what it was reset, by either side, or null. */
    @Nullable
    ErrorCode reset() {
        return reset;
    }

    void reset(ErrorCode code) {
        reset = code;
    }

    private boolean isPastDeadline(long now) {
        long until = deadline;
        return until != Long.MAX_VALUE && now - until > 0 && !toldOfWhole;
    }

    private boolean isLateSending(long now) {
        return !toldOfSending && input.waits().isLate(now);
    }

    /** Told once: whoever waits may take a while to notice, and is late until then. */
    private boolean isLateTaking(long now) {
        return !toldOfTaking && outgoing.waits().isLate(now);
    }

    /** Whether something is late that the owner was not told of. */
    boolean isLate(long now) {
        return isPastDeadline(now) || isLateSending(now) || isLateTaking(now);
    }

    /** What is late and the owner is told of now, or null. Called by the sweep. */
    @Nullable
    Late late(long now) {
        if (isPastDeadline(now)) {
            toldOfWhole = true;
            return Late.AS_A_WHOLE;
        }
        if (isLateSending(now)) {
            toldOfSending = true;
            return Late.SENDING;
        }
        if (isLateTaking(now)) {
            toldOfTaking = true;
            return Late.TAKING;
        }
        return null;
    }
}
