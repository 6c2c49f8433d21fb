package io.zentinelproxy.core.net;

import io.zentinelproxy.core.bytes.OctetSink;
import io.zentinelproxy.core.bytes.OctetSource;
import io.zentinelproxy.core.exchange.ClientAddress;
import io.zentinelproxy.core.exchange.TlsFacts;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A connection as its protocol sees it: octets both ways, deadlines, counts. One thread reads and one writes at a time; the
 * deadlines may be set by any thread and are enforced by the sweep.
 */
public interface Transport extends OctetSource, OctetSink, AutoCloseable {
    /**
     * Waits for octets without taking them, within the read timeout: for a read that would have to wait anyway. May return early; a
     * read must follow.
     */
    @Override
    void awaitReadable() throws IOException;

    /** From now on a read may wait this long, counted anew for each read. */
    void readTimeout(long nanos);

    /** From now on a write may wait this long, counted anew for each write. */
    void writeTimeout(long nanos);

    /** A message is to be read, whose sender may keep us waiting this long in all. Set while nobody reads. */
    void readPace(Pace pace);

    /** A message is to be written, whose receiver may keep us waiting this long in all. Set while nobody writes. */
    void writePace(Pace pace);

    /** No wait goes on past this moment of the sweep's clock, whatever the timeouts say; {@link #NO_DEADLINE} for none. */
    void deadline(long nanos);

    long NO_DEADLINE = Long.MAX_VALUE;

    /** Whether a wait was ended by the sweep because it was late. */
    boolean isLate();

    /**
     * Since when the peer has taken nothing of what is being written, as far as can be seen, on the sweep's clock; {@link Long#MAX_VALUE}
     * where nothing waits for it. Any thread.
     */
    long untakenSince();

    /** Ends the write under way by a reset, because others wait for what it keeps. Any thread; does not wait. */
    void endStalled();

    /** Whether {@link #endStalled} was called. */
    boolean isStalled();

    /** Whether it was late for the deadline, not for the timeout of the one wait. */
    boolean isPastDeadline();

    /** Octets received and sent since the connection began. */
    long received();

    long sent();

    /** Who holds the other end. */
    ClientAddress peer();

    /** What the handshake has settled, or null where octets pass in the clear. */
    @Nullable
    TlsFacts tls();

    /** Whether the last read got all there was. Octets that it had no room for may have come unasked. */
    boolean isDrained();

    /** Whether an idle connection has ended, or speaks out of turn: it cannot be used. Does not wait. */
    boolean isStale();

    /** Holds the read timeout, because the peer is not to blame for silence; without a hold it runs from now on. */
    void holdReadTimeout(boolean held);

    /** Reads without a timeout, on a thread that does not serve the connection; that one sets timeouts meanwhile. */
    int readUntimed(ByteBuffer into) throws IOException;

    /** The read timeout runs from now on for the read that another thread has begun. */
    void awaitElsewhere();

    /** The other thread's read has ended, or what it had read before was enough. */
    void settle(int octets);

    /** Wakes a blocked read, which then returns -1; what was received before is still read. */
    void endInput();

    /** Tells the peer that nothing more will be sent. */
    void endOutput();

    /** Closes so that the peer sees a reset instead of an orderly end. */
    void reset();

    /** Closes. A thread blocked in a read or write wakes with an exception. Idempotent. */
    @Override
    void close();
}
