package io.zentinelproxy.core.http2;

import io.zentinelproxy.core.exchange.Duplex;
import io.zentinelproxy.core.fault.ClientFault;
import io.zentinelproxy.core.fault.Fault;
import io.zentinelproxy.core.net.Pace;
import io.zentinelproxy.core.net.Transport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;

/** A stream whose content is another protocol's octets (RFC 8441 section 5): END_STREAM is the end of one direction, RST_STREAM of both. */
final class StreamDuplex implements Duplex {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final Http2Connection connection;
    private final Stream stream;
    private final Runnable onEnd;
    private final AtomicBoolean closed = new AtomicBoolean();

    /**
     * From now on reads wait for as long as it takes; writes for as long as they could before.
     *
     * @param onEnd told once it was closed or reset, perhaps more than once
     */
    StreamDuplex(Http2Connection connection, Stream stream, Runnable onEnd) {
        this.onEnd = onEnd;
        this.connection = connection;
        this.stream = stream;
        stream.connected();
        stream.input().waits().timeout(Transport.NO_DEADLINE);
        stream.input().waits().pace(Pace.ANY);
        stream.outgoing().waits().pace(Pace.ANY);
    }

    @Override
    public void awaitReadable() throws IOException {
        try {
            stream.input().shrink();
            stream.input().await();
        } catch (Fault gone) {
            throw new IOException(gone.sentence());
        }
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        try {
            int octets = stream.input().pull(into, StreamInput.ANY);
            if (octets > 0) {
                connection.consumed(stream, octets);
            }
            return octets;
        } catch (Fault gone) {
            throw new IOException(gone.sentence());
        }
    }

    @Override
    public void write(ByteBuffer from) throws IOException {
        if (from.hasRemaining() && !connection.output().content(stream.outgoing(), from, false)) {
            throw new IOException("the stream is closed");
        }
    }

    @Override
    public boolean isLate() {
        return connection.output().end(stream.outgoing()) == Outgoing.End.LATE;
    }

    @Override
    public void endOutput() {
        if (!connection.output().isEnded(stream.outgoing())) {
            connection.output().content(stream.outgoing(), NOTHING.duplicate(), true);
            connection.closeIfEnded(stream);
        }
    }

    @Override
    public void reset() {
        closed.set(true);
        end(ErrorCode.CANCEL);
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            connection.output().endNow(stream.outgoing());
            connection.closeIfEnded(stream);
            end(ErrorCode.NO_ERROR);
        }
    }

    private void end(ErrorCode code) {
        connection.reset(stream, code);
        connection.credit(stream.input().fail(new ClientFault(ClientFault.Kind.CLIENT_GONE)));
        onEnd.run();
    }
}
