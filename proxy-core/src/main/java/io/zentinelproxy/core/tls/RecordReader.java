package io.zentinelproxy.core.tls;

import io.zentinelproxy.core.bytes.Buffers;
import io.zentinelproxy.core.net.SocketTransport;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLProtocolException;
import org.jspecify.annotations.Nullable;

/**
 * The receiving side: reads records and opens them straight into the reader's buffer where that has the room. Holds a buffer only
 * while part of a record, or of its content, is still to be taken. One thread reads at a time; who closes may be another.
 */
final class RecordReader {
    private static final int FREE = 0;
    private static final int READING = 1;
    private static final int CLOSED = 2;

    /**
     * Records without content that are taken ahead of any content: tickets, KeyUpdates, empty ones. {@link #CONTENT_PER_RECORD} earns
     * one more. A KeyUpdate costs its sender nothing and us two key derivations.
     */
    private static final int MAX_BARE_RECORDS = 32;

    private static final int CONTENT_PER_RECORD = 16 * 1024;

    private static final ByteBuffer NO_ROOM = ByteBuffer.allocate(0);

    private final SocketTransport wire;
    private final SSLEngine engine;
    private final TlsParts parts;

    /** Whether keys can be updated (RFC 8446 section 4.6.3): before, a connection could only be negotiated anew. */
    private final boolean mayUpdate;

    /** FREE, READING, CLOSED. Who closes while somebody reads leaves the buffers to that one. */
    private final AtomicInteger state = new AtomicInteger(FREE);

    /** Records as they came, in the state to be taken from. */
    private @Nullable ByteBuffer sealed;

    /** Content that found no room, in the state to be taken from. */
    private @Nullable ByteBuffer opened;

    /** The buffer for the next octets, by how many came last. */
    private int size = TlsBuffers.LEAN;

    /** Octets of content. */
    private long received;

    private long receivedAtBare;

    /** Records without content, less what content has earned since. */
    private long bare;

    private boolean drained = true;

    /** Whether the peer has said that nothing more comes. */
    private boolean over;

    /** What is told with the next read, as content came before it. */
    private @Nullable IOException failure;

    private volatile boolean inputEnded;
    private volatile long timeout = Long.MAX_VALUE / 4;
    private volatile boolean held;

    /**
     * @param early records that came behind the handshake, in a buffer of the shelves, or null
     */
    RecordReader(SocketTransport wire, SSLEngine engine, TlsParts parts, @Nullable ByteBuffer early) {
        this.wire = wire;
        this.engine = engine;
        this.parts = parts;
        sealed = early;
        mayUpdate = engine.getSession().getProtocol().equals("TLSv1.3");
    }

    long received() {
        return received;
    }

    void timeout(long nanos) {
        timeout = nanos;
        wire.readTimeout(nanos);
    }

    void hold(boolean hold) {
        held = hold;
        wire.holdReadTimeout(hold);
    }

    void endInput() {
        inputEnded = true;
        wire.endInput();
    }

    void awaitReadable() throws IOException {
        if (sealed == null && opened == null && !over) {
            wire.awaitReadable();
        }
    }

    boolean isDrained() {
        return drained && sealed == null && opened == null;
    }

    /**
     * @param timed whether the timeouts of reads hold for this one
     */
    int read(ByteBuffer into, boolean timed) throws IOException {
        if (!state.compareAndSet(FREE, READING)) {
            throw new ClosedChannelException();
        }
        try {
            int length = take(into, timed);
            received += Math.max(length, 0);
            return length;
        } finally {
            leave();
        }
    }

    private void leave() {
        if (!state.compareAndSet(READING, FREE)) {
            giveBack();
        }
    }

    /** From now on nothing is read. Whether nobody did: then the buffers are given back, and the socket has no reader. */
    boolean close() {
        boolean free = state.getAndSet(CLOSED) == FREE;
        if (free) {
            giveBack();
        }
        return free;
    }

    private void giveBack() {
        ByteBuffer first = sealed;
        ByteBuffer second = opened;
        sealed = null;
        opened = null;
        if (first != null) {
            parts.buffers().give(first);
        }
        if (second != null) {
            parts.buffers().give(second);
        }
    }

    private int take(ByteBuffer into, boolean timed) throws IOException {
        if (opened != null) {
            return takeOpened(opened, into);
        }
        long since = parts.sweep().now();
        while (true) {
            int length = open(into);
            if (length > 0) {
                return length;
            }
            if (opened != null) {
                return takeOpened(opened, into);
            }
            if (over) {
                return -1;
            }
            if (!receive(timed, since)) {
                return end();
            }
        }
    }

    private int takeOpened(ByteBuffer from, ByteBuffer into) {
        int length = Buffers.move(from, into);
        if (!from.hasRemaining()) {
            opened = null;
            parts.buffers().give(from);
        }
        return length;
    }

    /** An end that the peer has not announced may be anybody's doing: what came may be half of it (RFC 8446 section 6.1). */
    private int end() throws IOException {
        if (inputEnded || wire.isLate()) {
            return -1;
        }
        throw new EOFException("the connection ended without close_notify");
    }

    /**
     * Opens the records that have come whole, as far as there is room. The content of a first one that finds none is put aside.
     *
     * @return octets of content put into the buffer
     */
    private int open(ByteBuffer into) throws IOException {
        if (failure != null) {
            throw failure;
        }
        int before = into.position();
        try {
            ByteBuffer from = sealed;
            while (from != null && !over && SealedRecord.isWhole(from) && openOne(from, into, before)) {
                from = sealed;
            }
        } catch (IOException e) {
            failure = e;
            if (into.position() == before) {
                throw e;
            }
        }
        return into.position() - before;
    }

    /** Opens one record; whether another may follow. */
    private boolean openOne(ByteBuffer from, ByteBuffer into, int before) throws IOException {
        SSLEngineResult result = engine.unwrap(from, into);
        switch (result.getStatus()) {
            case OK -> afterRecord(result);
            case CLOSED -> over = true;
            case BUFFER_OVERFLOW -> {
                if (into.position() > before) {
                    return false;
                }
                openAside(from);
                // A ticket leaves nothing, and content may stand right behind it.
                return opened == null;
            }
            case BUFFER_UNDERFLOW -> throw new SSLProtocolException("a whole record is not enough");
        }
        if (!from.hasRemaining()) {
            sealed = null;
            parts.buffers().give(from);
        }
        return true;
    }

    private void openAside(ByteBuffer from) throws IOException {
        ByteBuffer aside = parts.buffers().record();
        try {
            SSLEngineResult result = engine.unwrap(from, aside);
            afterRecord(result);
            over |= result.getStatus() == SSLEngineResult.Status.CLOSED;
        } finally {
            if (aside.flip().hasRemaining()) {
                opened = aside;
            } else {
                parts.buffers().give(aside);
            }
        }
        if (!from.hasRemaining()) {
            sealed = null;
            parts.buffers().give(from);
        }
    }

    private void afterRecord(SSLEngineResult result) throws IOException {
        if (result.bytesProduced() > 0) {
            return;
        }
        switch (result.getHandshakeStatus()) {
            case NEED_TASK -> throw new SSLProtocolException("renegotiation is refused");
            case NEED_WRAP -> {
                if (!mayUpdate) {
                    throw new SSLProtocolException("renegotiation is refused");
                }
            }
            case NEED_UNWRAP, NEED_UNWRAP_AGAIN, FINISHED, NOT_HANDSHAKING -> {}
        }
        countBare();
    }

    private void countBare() throws IOException {
        long earned = (received - receivedAtBare) / CONTENT_PER_RECORD;
        receivedAtBare = received;
        bare = Math.max(0, bare - earned) + 1;
        if (bare > MAX_BARE_RECORDS) {
            throw new SSLProtocolException("more than " + MAX_BARE_RECORDS + " records without content");
        }
    }

    /** Waits for more octets; false at the end of the connection. */
    private boolean receive(boolean timed, long since) throws IOException {
        boolean partial = sealed != null;
        ByteBuffer room = room();
        int length;
        try {
            length = partial && timed ? readRest(room, since) : timed ? wire.read(room) : wire.readUntimed(room);
        } finally {
            keep(room);
        }
        if (length == 0) {
            throw new AsynchronousCloseException();
        }
        return length > 0;
    }

    /** The rest of a record has the time that is left of the one wait: else each of its octets would begin a new one. */
    private int readRest(ByteBuffer room, long since) throws IOException {
        long whole = timeout;
        if (held) {
            return wire.read(room);
        }
        wire.readTimeout(Math.max(1, whole - (parts.sweep().now() - since)));
        try {
            return wire.read(room);
        } finally {
            wire.readTimeout(timeout);
        }
    }

    /** Where the next octets go, behind those that are there, in the state to be put into. */
    private ByteBuffer room() throws SSLProtocolException {
        ByteBuffer before = sealed;
        if (before == null) {
            return take(size);
        }
        sealed = null;
        if (before.capacity() >= SealedRecord.length(before)) {
            return before.compact();
        }
        ByteBuffer larger = parts.buffers().record().put(before);
        parts.buffers().give(before);
        return larger;
    }

    private ByteBuffer take(int octets) {
        return switch (octets) {
            case TlsBuffers.LEAN -> parts.buffers().lean();
            case TlsBuffers.RECORD -> parts.buffers().record();
            default -> parts.buffers().wide();
        };
    }

    /** Keeps what was read, and judges by it how much room the next octets are given. */
    private void keep(ByteBuffer room) {
        drained = room.hasRemaining();
        int length = room.flip().limit();
        if (!drained) {
            size = room.capacity() == TlsBuffers.LEAN ? TlsBuffers.RECORD : TlsBuffers.WIDE;
        } else if (length < TlsBuffers.LEAN) {
            size = TlsBuffers.LEAN;
        } else if (length < TlsBuffers.RECORD) {
            size = TlsBuffers.RECORD;
        }
        if (length > 0) {
            sealed = room;
        } else {
            parts.buffers().give(room);
        }
    }

    /**
     * Whether an idle connection has ended, or speaks out of turn. Tickets and KeyUpdates are taken, and no sign of either. Does not
     * wait.
     */
    boolean isStale() {
        if (!state.compareAndSet(FREE, READING)) {
            return true;
        }
        try {
            return speaks();
        } catch (IOException e) {
            return true;
        } finally {
            leave();
        }
    }

    private boolean speaks() throws IOException {
        while (true) {
            if (opened != null || over || open(NO_ROOM) > 0 || opened != null || over) {
                return true;
            }
            ByteBuffer room = room();
            int length;
            try {
                length = wire.poll(room);
            } finally {
                keep(room);
            }
            if (length <= 0) {
                return length < 0;
            }
        }
    }
}
