package io.zentinelproxy.core.http1;

import io.zentinelproxy.core.exchange.BodySink;
import io.zentinelproxy.core.fault.Fault;
import io.zentinelproxy.core.fault.InternalFault;
import io.zentinelproxy.core.http.Fields;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Sends content as it is: of a declared length, which must come out exactly, or until the connection is closed. */
final class FixedSink implements BodySink {
    /** Declared length of content that ends with the connection. */
    static final long UNTIL_CLOSE = -1;

    private final Sender to;
    private long declared;
    private long flushed;
    private int start;

    FixedSink(Sender to) {
        this.to = to;
    }

    /** Content follows what stands in the sender's buffer. */
    FixedSink begin(long length) {
        declared = length;
        flushed = 0;
        start = to.buffer().position();
        return this;
    }

    @Override
    public ByteBuffer space() throws Fault {
        if (!to.buffer().hasRemaining()) {
            flush();
        }
        return to.buffer();
    }

    @Override
    public void flush() throws Fault {
        long content = flushed + to.buffer().position() - start;
        if (declared >= 0 && content > declared) {
            throw new InternalFault(new IllegalStateException("more content than was declared"));
        }
        start = 0;
        to.flush();
        flushed = content;
    }

    @Override
    public void finish(@Nullable Fields trailers) throws Fault {
        flush();
        if (declared >= 0 && flushed != declared) {
            throw new InternalFault(new IllegalStateException("less content than was declared"));
        }
    }

    @Override
    public void expect(long octets) {
        to.expect(octets);
    }

    @Override
    public long flushed() {
        return flushed;
    }
}
