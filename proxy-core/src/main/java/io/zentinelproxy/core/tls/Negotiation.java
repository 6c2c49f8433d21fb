package io.zentinelproxy.core.tls;

import io.zentinelproxy.core.net.SocketTransport;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLProtocolException;
import org.jspecify.annotations.Nullable;

/**
 * One handshake, driven to its end on the connection's virtual thread. While it waits for the peer it holds no buffer. Its deadline is
 * the socket's: a late read ends the input.
 */
final class Negotiation {
    /** Records of one handshake, of either side's making: a peer that sends an octet in each has no other bound but its time. */
    private static final int MAX_RECORDS = 256;

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final SocketTransport wire;
    private final SSLEngine engine;
    private final TlsParts parts;
    private final long deadline;

    /** What came and was not taken by the engine, in the state to be taken from. */
    private @Nullable ByteBuffer sealed;

    /** A flight that is being made, in the state to be put into. */
    private @Nullable ByteBuffer flight;

    private int records;

    /**
     * @param deadline of the sweep's clock, set at the socket already
     */
    Negotiation(SocketTransport wire, SSLEngine engine, TlsParts parts, long deadline) {
        this.wire = wire;
        this.engine = engine;
        this.parts = parts;
        this.deadline = deadline;
    }

    /** Begins with octets that came before; they fit a record's buffer. */
    void put(ByteBuffer first) {
        sealed = parts.buffers().record().put(first).flip();
    }

    /**
     * Runs to the end.
     *
     * @return octets that came behind the handshake, in a buffer of the shelves, or null
     * @throws IOException of JSSE, for which it has an alert ready: {@link #sendAlert}
     */
    @Nullable
    ByteBuffer run() throws IOException {
        try {
            engine.beginHandshake();
            HandshakeStatus status = engine.getHandshakeStatus();
            while (status != HandshakeStatus.NOT_HANDSHAKING) {
                status = step(status);
            }
            send();
            ByteBuffer rest = sealed;
            sealed = null;
            return rest;
        } finally {
            giveBack();
        }
    }

    private HandshakeStatus step(HandshakeStatus status) throws IOException {
        return switch (status) {
            case NEED_TASK -> compute();
            case NEED_WRAP -> wrap();
            case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> {
                send();
                yield unwrap();
            }
            // After its last message JSSE may still want to send a ticket.
            case FINISHED, NOT_HANDSHAKING -> engine.getHandshakeStatus();
        };
    }

    private HandshakeStatus compute() throws IOException {
        try {
            if (!parts.signing().run(engine, deadline - parts.sweep().exact())) {
                throw new HandshakeRefused(
                        HandshakeResult.TIMEOUT, HandshakeRefused.Told.NOTHING, "no core was free in time");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
        return engine.getHandshakeStatus();
    }

    private HandshakeStatus wrap() throws IOException {
        ByteBuffer room = flight;
        if (room == null) {
            room = parts.buffers().wide();
            flight = room;
        }
        SSLEngineResult result = engine.wrap(NOTHING, room);
        switch (result.getStatus()) {
            case OK -> {}
            case BUFFER_OVERFLOW -> send();
            case CLOSED, BUFFER_UNDERFLOW -> throw new EOFException("the handshake was ended");
        }
        return result.getHandshakeStatus();
    }

    /** Sends the flight as a whole, in one write. */
    private void send() throws IOException {
        ByteBuffer made = flight;
        if (made == null) {
            return;
        }
        flight = null;
        try {
            wire.write(made.flip());
        } finally {
            parts.buffers().give(made);
        }
    }

    private HandshakeStatus unwrap() throws IOException {
        ByteBuffer from = sealed;
        if (from == null) {
            receive();
            return engine.getHandshakeStatus();
        }
        SealedRecord.length(from);
        SSLEngineResult result = engine.unwrap(from, NOTHING);
        if (!from.hasRemaining()) {
            sealed = null;
            parts.buffers().give(from);
        }
        return switch (result.getStatus()) {
            case OK -> {
                countRecord(result);
                yield result.getHandshakeStatus();
            }
            case BUFFER_UNDERFLOW -> {
                receive();
                yield engine.getHandshakeStatus();
            }
            case CLOSED, BUFFER_OVERFLOW -> throw new EOFException("the peer ended the handshake");
        };
    }

    private void countRecord(SSLEngineResult result) throws SSLProtocolException {
        if (result.bytesConsumed() > 0 && ++records > MAX_RECORDS) {
            throw new SSLProtocolException("a handshake of more than " + MAX_RECORDS + " records");
        }
    }

    private void receive() throws IOException {
        ByteBuffer room = room();
        int length;
        try {
            length = wire.read(room);
        } finally {
            sealed = room.flip();
        }
        if (length < 0) {
            throw new EOFException("the peer ended the connection");
        }
    }

    /** Where the next octets go, behind those that are there. */
    private ByteBuffer room() throws IOException {
        ByteBuffer before = sealed;
        if (before == null) {
            wire.awaitReadable();
            return parts.buffers().lean();
        }
        if (before.capacity() > TlsBuffers.LEAN) {
            return before.compact();
        }
        sealed = null;
        ByteBuffer larger = parts.buffers().record().put(before);
        parts.buffers().give(before);
        return larger;
    }

    /** Sends the alert that JSSE has made of what went wrong, as far as the peer takes it at once. */
    void sendAlert() {
        engine.closeOutbound();
        ByteBuffer room = parts.buffers().wide();
        try {
            while (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP
                    && engine.wrap(NOTHING, room).bytesProduced() > 0) {
                // An alert may stand behind a message that was not sent yet.
            }
            wire.write(room.flip());
        } catch (IOException e) {
            // The peer is gone, or nothing was agreed on in which an alert could be said.
        } finally {
            parts.buffers().give(room);
        }
    }

    private void giveBack() {
        ByteBuffer rest = sealed;
        ByteBuffer unsent = flight;
        sealed = null;
        flight = null;
        if (rest != null) {
            parts.buffers().give(rest);
        }
        if (unsent != null) {
            parts.buffers().give(unsent);
        }
    }
}
