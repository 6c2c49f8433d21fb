package io.zentinelproxy.core.tls;

import io.zentinelproxy.core.exchange.ClientAddress;
import io.zentinelproxy.core.exchange.TlsFacts;
import io.zentinelproxy.core.net.Pace;
import io.zentinelproxy.core.net.SocketTransport;
import io.zentinelproxy.core.net.Transport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;

/**
 * A connection in TLS whose handshake is done, of a client or to an origin. Timeouts, paces and deadlines are those of the socket and
 * see octets as they are on the wire; {@link #received} and {@link #sent} count octets of content, those that HTTP is made of.
 *
 * <p>An end of the peer without close_notify is a failure of the read: what it cut off must not be taken for whole. One that we made
 * ourselves is not, nor one for being late.
 */
public final class TlsTransport implements Transport {
    private final SocketTransport wire;
    private final TlsFacts facts;
    private final RecordReader reader;
    private final RecordWriter writer;
    private final AtomicBoolean closed = new AtomicBoolean();

    /**
     * @param early records that came behind the handshake, in a buffer of the shelves, or null
     */
    TlsTransport(SocketTransport wire, SSLEngine engine, TlsFacts facts, TlsParts parts, @Nullable ByteBuffer early) {
        this.wire = wire;
        this.facts = facts;
        reader = new RecordReader(wire, engine, parts, early);
        writer = new RecordWriter(wire, engine, parts.buffers());
    }

    @Override
    public void awaitReadable() throws IOException {
        reader.awaitReadable();
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        return reader.read(into, true);
    }

    @Override
    public int readUntimed(ByteBuffer into) throws IOException {
        return reader.read(into, false);
    }

    @Override
    public void write(ByteBuffer from) throws IOException {
        writer.write(from);
    }

    @Override
    public boolean isDrained() {
        return reader.isDrained();
    }

    @Override
    public boolean isStale() {
        return reader.isStale();
    }

    @Override
    public void readTimeout(long nanos) {
        reader.timeout(nanos);
    }

    @Override
    public void writeTimeout(long nanos) {
        wire.writeTimeout(nanos);
    }

    @Override
    public void readPace(Pace pace) {
        wire.readPace(pace);
    }

    @Override
    public void writePace(Pace pace) {
        wire.writePace(pace);
    }

    @Override
    public void deadline(long nanos) {
        wire.deadline(nanos);
    }

    @Override
    public boolean isLate() {
        return wire.isLate();
    }

    @Override
    public boolean isPastDeadline() {
        return wire.isPastDeadline();
    }

    @Override
    public long untakenSince() {
        return wire.untakenSince();
    }

    /** As the sweep ends a late write: whoever writes notices. */
    @Override
    public void endStalled() {
        wire.endStalled();
    }

    @Override
    public boolean isStalled() {
        return wire.isStalled();
    }

    @Override
    public long received() {
        return reader.received();
    }

    @Override
    public long sent() {
        return writer.sent();
    }

    @Override
    public ClientAddress peer() {
        return wire.peer();
    }

    @Override
    public TlsFacts tls() {
        return facts;
    }

    @Override
    public void holdReadTimeout(boolean held) {
        reader.hold(held);
    }

    @Override
    public void awaitElsewhere() {
        wire.awaitElsewhere();
    }

    @Override
    public void settle(int octets) {
        wire.settle(octets);
    }

    @Override
    public void endInput() {
        reader.endInput();
    }

    /** Sends close_notify, then ends the socket's sending side. Reading goes on, where the peer speaks TLS 1.3. */
    @Override
    public void endOutput() {
        try {
            writer.end();
        } catch (IOException e) {
            // The peer takes nothing any more: the end of the socket says the rest.
        }
        wire.endOutput();
    }

    /** No close_notify: the peer must not take what it has for whole. */
    @Override
    public void reset() {
        closed.set(true);
        reader.close();
        wire.reset();
    }

    /** Sends close_notify where that needs no wait, and nobody reads or writes. */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            wire.close();
            return;
        }
        if (reader.close()) {
            writer.tryEnd();
        }
        wire.close();
    }
}
