package io.zentinelproxy.core.http2;

import io.zentinelproxy.core.bytes.BulkBuffers;
import io.zentinelproxy.core.bytes.Outlet;
import io.zentinelproxy.core.exchange.BodySink;
import io.zentinelproxy.core.fault.Fault;
import io.zentinelproxy.core.fault.InternalFault;
import io.zentinelproxy.core.http.BodyLength;
import io.zentinelproxy.core.http.Fields;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Sends a message on a stream: the head with the first content, then the content in frames as windows allow. Reused; used by one thread
 * at a time.
 */
final class StreamSink implements BodySink {
    /** Whose fault it is that a message cannot be sent. */
    interface Receiver {
        Fault notTaken(Outgoing.@Nullable End how);
    }

    private static final HeadEncoder.Head NONE = new HeadEncoder.Trailers(new Fields());

    private final Outlet outlet;
    private final BulkBuffers bulk;
    private @Nullable Http2Connection connection;
    private @Nullable Stream stream;
    private @Nullable Receiver receiver;
    private HeadEncoder.Head head = NONE;
    private long declared;
    private long flushed;
    private int flushedLast;
    private boolean headSent;
    private boolean finished;

    /** Whether nothing of it is sent: the stream is no more. */
    private boolean mute;

    /** Whether the stream goes on behind the end. */
    private boolean open;

    StreamSink(int capacity, BulkBuffers bulk) {
        outlet = new Outlet(capacity);
        this.bulk = bulk;
    }

    void bind(Http2Connection to, Stream on, Receiver by) {
        connection = to;
        stream = on;
        receiver = by;
        headSent = false;
        finished = false;
        mute = false;
        open = false;
        flushed = 0;
        flushedLast = 0;
    }

    /** Forgets the stream and what was not sent. */
    void unbind() {
        connection = null;
        stream = null;
        receiver = null;
        head = NONE;
        reset();
    }

    private void reset() {
        ByteBuffer used = outlet.reset();
        if (used != null) {
            bulk.give(used);
        }
    }

    /** Begins a message, or another one in place of one of which nothing has left. */
    StreamSink begin(HeadEncoder.Head of, BodyLength length) {
        reset();
        head = of;
        declared = length instanceof BodyLength.Fixed fixed ? fixed.octets() : length == BodyLength.NONE ? 0 : -1;
        return this;
    }

    /** The message is a head behind which the stream stays open. */
    StreamSink open() {
        open = true;
        return this;
    }

    /** From now on what is put goes nowhere. */
    StreamSink mute() {
        mute = true;
        return this;
    }

    /** Whether the head has left, or is about to. */
    boolean isCommitted() {
        return headSent;
    }

    /** Whether the message was sent to its end. */
    boolean isFinished() {
        return finished;
    }

    @Override
    public ByteBuffer space() throws Fault {
        if (!outlet.buffer().hasRemaining()) {
            flush();
        }
        return outlet.buffer();
    }

    @Override
    public void flush() throws Fault {
        send(false);
    }

    @Override
    public void finish(@Nullable Fields trailers) throws Fault {
        if (trailers == null || SectionFields.isEmpty(trailers)) {
            send(!open);
        } else {
            send(false);
            if (!mute) {
                sent(output().head(outgoing(), new HeadEncoder.Trailers(trailers), true));
            }
        }
        if (declared >= 0 && flushed != declared && !mute) {
            throw new InternalFault(new IllegalStateException("less content than was declared"));
        }
        end();
    }

    private void end() {
        finished = true;
        if (connection != null && stream != null && !mute) {
            connection.closeIfEnded(stream);
        }
    }

    private void send(boolean last) throws Fault {
        ByteBuffer content = outlet.buffer();
        int octets = content.position();
        if (mute) {
            content.clear();
            flushed += octets;
            return;
        }
        if (declared >= 0 && flushed + octets > declared) {
            throw new InternalFault(new IllegalStateException("more content than was declared"));
        }
        if (last && declared >= 0 && flushed + octets < declared) {
            throw new InternalFault(new IllegalStateException("less content than was declared"));
        }
        boolean all = last && octets == 0;
        boolean headGoes = !headSent;
        if (headGoes) {
            headSent = true;
            sent(connection().head(stream(), head, all));
        }
        if (octets == 0 && !(last && !headGoes)) {
            output().flush();
            return;
        }
        content.flip();
        try {
            sent(output().content(outgoing(), content, last));
        } finally {
            content.clear();
        }
        flushedLast = octets;
        flushed += octets;
    }

    private void sent(boolean went) throws Fault {
        if (!went && receiver != null) {
            throw receiver.notTaken(outgoing().end());
        }
    }

    private Http2Connection connection() {
        if (connection == null) {
            throw new IllegalStateException("not bound to a stream");
        }
        return connection;
    }

    private Output output() {
        return connection().output();
    }

    private Stream stream() {
        if (stream == null) {
            throw new IllegalStateException("not bound to a stream");
        }
        return stream;
    }

    private Outgoing outgoing() {
        return stream().outgoing();
    }

    @Override
    public void expect(long octets) {
        boolean filled = flushedLast > outlet.capacity() / 2;
        if (outlet.isSwapped() || octets >= 0 && octets <= outlet.capacity() || octets < 0 && !filled) {
            return;
        }
        ByteBuffer larger = bulk.take();
        if (larger != null) {
            outlet.swap(larger);
        }
    }

    @Override
    public long flushed() {
        return flushed;
    }
}
