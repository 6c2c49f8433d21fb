package io.zentinelproxy.core.http2;

import io.zentinelproxy.core.http2.hpack.FieldSection;
import io.zentinelproxy.core.http2.hpack.HpackEncoder;
import io.zentinelproxy.core.net.Sweep;
import io.zentinelproxy.core.net.Transport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One connection, of either side: its streams, its windows, its budget and its end. {@link #run} is the reading thread's and never waits
 * for anything but frames; a thread of {@link Output} writes. What a stream's owner does runs on threads of its own.
 */
abstract class Http2Connection implements Sweep.Swept {
    /** How long a connection that ends is still read, so that the GOAWAY is not lost in a reset. */
    private static final Duration LINGER = Duration.ofSeconds(1);

    /** How much of it. */
    private static final int LINGER_OCTETS = 256 * 1024;

    /** Octets of a WINDOW_UPDATE that is worth a frame. */
    private static final int TINY = 256;

    private final Transport transport;
    private final Http2Shared shared;
    private final Http2Counters counters;
    private final FrameInput input;
    private final Output output;
    private final StreamTable streams = new StreamTable();
    private final PeerBudget budget;
    private final PeerSettings peer = new PeerSettings();
    private final int creditFrom;
    private final long patience;

    /** What the peer may still send on all streams, and what was taken of it and is not the peer's again. */
    private final AtomicInteger window;

    private final AtomicInteger owed = new AtomicInteger();

    /** Where sections go that nobody wants: they are decoded all the same, as later ones may refer to them. */
    private final FieldSection discarded = new FieldSection(0, 0, 0);

    private volatile boolean closed;

    /** Whether the reading thread has taken its last frame. */
    private volatile boolean over;

    /** Until when the peer may acknowledge our settings. */
    private volatile long settleBy;

    Http2Connection(Transport transport, Http2Shared shared, Http2Counters counters, Terms terms, byte[] early) {
        this.transport = transport;
        this.shared = shared;
        this.counters = counters;
        input = new FrameInput(transport, shared.inputs(), terms.patience().toNanos(), early);
        output = new Output(transport, shared.outputs(), new HpackEncoder(HeadEncoder.MAX_OCTETS), this::broken);
        budget = new PeerBudget(terms.maxOddEvents(), shared.sweep(), counters, isServer(), this::onWarned);
        patience = terms.patience().toNanos();
        creditFrom = terms.creditFrom();
        window = new AtomicInteger(terms.connectionWindow());
        settleBy = shared.sweep().now() + terms.patience().toNanos();
    }

    /**
     * What holds for a connection of either side.
     *
     * @param connectionWindow octets that the peer may send ahead on all streams together
     * @param creditFrom octets taken that are worth a frame which gives them back
     * @param maxOddEvents points of odd events per minute
     * @param patience for the rest of what has begun: a frame, a header block, the exchange of settings
     */
    record Terms(int connectionWindow, int creditFrom, int maxOddEvents, Duration patience) {}

    // What the two sides do differently. All but onSweep on the reading thread.

    abstract boolean isServer();

    /** Sends our settings and whatever else comes first. */
    abstract void begin() throws IOException, ConnectionError;

    /** Whom a field section on a stream is for that is not open. */
    abstract SectionTarget newStream(int id, boolean last) throws ConnectionError, StreamError;

    /**
     * A stream that is not open is reset before it was: it is not idle any more, and what is under way on it is let pass.
     *
     * @throws ConnectionError where the peer may not open it
     */
    void usedUp(int id) throws ConnectionError {}

    /** Whether the stream was never opened. */
    abstract boolean isIdle(int id);

    /** The peer has announced settings, of which some may be new. */
    abstract void onSettings();

    abstract void onGoAway(int lastStream, ErrorCode code);

    abstract void onPong(long payload);

    /** A client says how the answer on a stream is to be scheduled that it has opened, or will. */
    abstract void onPriority(int stream, Urgency urgency);

    /** A stream has been closed, by whichever side. Any thread. */
    abstract void onClosed(Stream stream);

    /** Three quarters of the budget are used up. Any thread. */
    abstract void onWarned();

    /** The connection has ended with an error of the peer's, or of ours. */
    abstract void onError(ErrorCode code, String reason);

    /** @return whether nothing is to be looked at soon */
    abstract boolean onSweep(long now);

    /** No frame will be taken any more. */
    void onEnd() {}

    /** Sends a head, see {@link Output#head}. By the stream's thread. */
    boolean head(Stream stream, HeadEncoder.Head head, boolean last) {
        return output.head(stream.outgoing(), head, last);
    }

    /** Reads frames until the connection ends, and waits for its streams' threads. */
    final void run() {
        counters.connected();
        shared.sweep().add(this);
        try {
            begin();
            new FrameDispatch(this).run();
            end(ErrorCode.NO_ERROR);
        } catch (ConnectionError e) {
            onError(e.code(), e.reason());
            end(e.code());
        } catch (IOException e) {
            // The peer is gone, or did not take what we sent: nobody is left to be told.
        } finally {
            closed = true;
            failAll(ErrorCode.CANCEL);
            output.breakOff();
            transport.close();
            input.release();
            shared.sweep().remove(this);
            counters.disconnected();
        }
    }

    /** Says why, and lets the peer hear of it. */
    private void end(ErrorCode code) {
        over = true;
        onEnd();
        if (code != ErrorCode.NO_ERROR) {
            failAll(code);
        }
        counters.ended(code);
        goAway(lastStream(), code);
        output.end();
        transport.deadline(sweep().now() + LINGER.toNanos());
        output.awaitEnd();
        linger();
    }

    /** Unread octets would make the kernel reset the connection and lose what we have said. */
    private void linger() {
        byte[] sink = shared.inputs().take();
        try {
            int octets = 0;
            int length = 0;
            while (length >= 0 && octets < LINGER_OCTETS) {
                length = transport.read(ByteBuffer.wrap(sink));
                octets += length;
            }
        } catch (IOException e) {
            // The peer closed first, which is what was waited for.
        } finally {
            shared.inputs().give(sink);
        }
    }

    /** The last stream of the peer's that we have taken up. */
    abstract int lastStream();

    final void goAway(int lastStream, ErrorCode code) {
        byte[] payload = ByteBuffer.allocate(2 * Integer.BYTES)
                .putInt(lastStream)
                .putInt(code.code())
                .array();
        output.control(Frames.GOAWAY, 0, 0, payload);
    }

    /** The transport has failed while it was written to: wakes the reading thread. */
    private void broken() {
        transport.close();
    }

    /** Ends every stream that is open. */
    private void failAll(ErrorCode code) {
        for (Stream stream : streams.all()) {
            if (streams.remove(stream.id(), StreamTable.Closed.RESET_BY_US)) {
                stream.reset(code);
                output.fail(stream.outgoing(), Outgoing.End.BROKEN);
                stream.owner().onReset(code);
                onClosed(stream);
            }
        }
    }

    // For the frames.

    final FrameInput input() {
        return input;
    }

    final Output output() {
        return output;
    }

    final StreamTable streams() {
        return streams;
    }

    final PeerSettings peer() {
        return peer;
    }

    final Transport transport() {
        return transport;
    }

    final Sweep sweep() {
        return shared.sweep();
    }

    final Http2Shared shared() {
        return shared;
    }

    final Http2Counters counters() {
        return counters;
    }

    /** How long the rest of what has begun may take, in nanoseconds. */
    final long patience() {
        return patience;
    }

    final FieldSection discarded() {
        return discarded;
    }

    final boolean isClosed() {
        return closed;
    }

    /** Whether the peer has acknowledged our settings. */
    final boolean isSettled() {
        return settleBy == Long.MAX_VALUE;
    }

    /** The peer has acknowledged our settings. */
    final void settled() {
        settleBy = Long.MAX_VALUE;
    }

    /** Frames go on only while the peer keeps to its bounds. */
    final void check() throws ConnectionError {
        if (budget.isExhausted()) {
            throw new ConnectionError(ErrorCode.ENHANCE_YOUR_CALM, "too_many_odd_events");
        }
        if (output.isCrowded()) {
            throw new ConnectionError(ErrorCode.ENHANCE_YOUR_CALM, "control_frames_not_read");
        }
        long now = sweep().now();
        if (settleBy != Long.MAX_VALUE && now - settleBy > 0) {
            throw new ConnectionError(ErrorCode.SETTINGS_TIMEOUT, "settings_not_acknowledged");
        }
    }

    /** What the peer is charged for. */
    final PeerBudget budget() {
        return budget;
    }

    /** Octets have come that count for the window of all streams. */
    final void arrived(int octets) throws ConnectionError {
        if (window.addAndGet(-octets) < 0) {
            throw new ConnectionError(ErrorCode.FLOW_CONTROL_ERROR, "window_overrun");
        }
    }

    /** Octets that have come are out of the way, and the peer may send as many again. Any thread. */
    final void credit(int octets) {
        if (octets == 0) {
            return;
        }
        int now = owed.addAndGet(octets);
        if (now >= creditFrom && owed.compareAndSet(now, 0)) {
            window.addAndGet(now);
            output.control(Frames.WINDOW_UPDATE, 0, now);
        }
    }

    /** A stream's thread has taken content. */
    final void consumed(Stream stream, int octets) {
        credit(octets);
        int back = stream.input().takeOwed();
        if (back > 0) {
            output.control(Frames.WINDOW_UPDATE, stream.id(), back);
        }
    }

    /** Whether a window update of this size is a flood when there are many. */
    static boolean isTiny(int increment) {
        return increment < TINY;
    }

    /** Both sides may have ended: then the stream is closed. Any thread. */
    final void closeIfEnded(Stream stream) {
        if (stream.isEnded() && output.isEnded(stream.outgoing())) {
            if (streams.remove(stream.id(), StreamTable.Closed.ENDED)) {
                onClosed(stream);
            }
        }
    }

    /** The peer has reset a stream. */
    final void resetByPeer(Stream stream, ErrorCode code) {
        if (streams.remove(stream.id(), StreamTable.Closed.RESET_BY_PEER)) {
            counters.resetReceived(code);
            stream.reset(code);
            output.fail(stream.outgoing(), Outgoing.End.RESET);
            stream.owner().onReset(code);
            onClosed(stream);
        }
    }

    /** Resets a stream on account of what came on it; its owner is told. */
    final void resetForError(int id, ErrorCode code) {
        Stream stream = streams.get(id);
        if (stream == null) {
            refuse(id, code);
        } else if (reset(stream, code)) {
            stream.owner().onReset(code);
        }
    }

    /** Refuses a stream that was never opened here, or is no more. */
    final void refuse(int id, ErrorCode code) {
        streams.remember(id, StreamTable.Closed.RESET_BY_US);
        output.control(Frames.RST_STREAM, id, code.code());
        counters.resetSent(code);
        budget.reset(Frames.DEFAULT_WINDOW, false);
    }

    /**
     * Resets a stream. Any thread.
     *
     * @return false where it was closed already
     */
    final boolean reset(Stream stream, ErrorCode code) {
        if (!streams.remove(stream.id(), StreamTable.Closed.RESET_BY_US)) {
            return false;
        }
        stream.reset(code);
        output.reset(stream.outgoing(), code);
        counters.resetSent(code);
        onClosed(stream);
        budget.reset(stream.input().window(), code == ErrorCode.NO_ERROR && stream.isComplete());
        return true;
    }

    @Override
    public final boolean sweep(long now) {
        for (Stream stream = streams.late(now); stream != null; stream = streams.late(now)) {
            Stream.Late late = stream.late(now);
            if (late != null) {
                stream.owner().onLate(late);
            }
        }
        // The reading thread may wait for a frame. Where more of them come it sees for itself, and input that was ended
        // cannot be read for the moment that a peer needs to hear of it.
        if (!over && (budget.isExhausted() || settleBy != Long.MAX_VALUE && now - settleBy > 0)) {
            transport.endInput();
        }
        return onSweep(now)
                && !budget.isExhausted()
                && streams.isEmpty()
                && (settleBy == Long.MAX_VALUE || settleBy - now > Sweep.SOON);
    }
}
