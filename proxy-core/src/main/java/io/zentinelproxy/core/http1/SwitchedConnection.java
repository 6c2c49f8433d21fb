package io.zentinelproxy.core.http1;

import io.zentinelproxy.core.bytes.Buffers;
import io.zentinelproxy.core.bytes.OctetSource;
import io.zentinelproxy.core.exchange.Duplex;
import io.zentinelproxy.core.net.Pace;
import io.zentinelproxy.core.net.Transport;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** A connection that HTTP has left: first come the octets that were read behind its last head, then the rest. */
final class SwitchedConnection implements Duplex {
    private final Transport transport;
    private final OctetSource source;

    /** Null once they were taken. Belongs to the reading thread. */
    private @Nullable ByteBuffer early;

    private long received;

    /**
     * From now on reads wait for as long as it takes, and writes for as long as each may.
     *
     * @param source the transport, or who reads it
     */
    SwitchedConnection(Transport transport, OctetSource source, ByteBuffer early) {
        this.transport = transport;
        this.source = source;
        this.early = early.hasRemaining() ? early : null;
        transport.readTimeout(Transport.NO_DEADLINE);
        transport.readPace(Pace.ANY);
        transport.writePace(Pace.ANY);
        transport.deadline(Transport.NO_DEADLINE);
    }

    @Override
    public void awaitReadable() throws IOException {
        if (early == null) {
            source.awaitReadable();
        }
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        int length = early == null ? source.read(into) : takeEarly(early, into);
        received += Math.max(length, 0);
        return length;
    }

    private int takeEarly(ByteBuffer from, ByteBuffer into) {
        int length = Buffers.move(from, into);
        if (!from.hasRemaining()) {
            early = null;
        }
        return length;
    }

    /** Octets read so far. For the reading thread, and for others after it has ended. */
    long received() {
        return received;
    }

    /** Octets sent since the connection began, those of HTTP included. */
    long sent() {
        return transport.sent();
    }

    @Override
    public void write(ByteBuffer from) throws IOException {
        transport.write(from);
    }

    @Override
    public boolean isLate() {
        return transport.isLate();
    }

    @Override
    public void endOutput() {
        transport.endOutput();
    }

    @Override
    public void reset() {
        transport.reset();
    }

    @Override
    public void close() {
        transport.close();
    }
}
