package io.zentinelproxy.core.http1;

import io.zentinelproxy.core.bytes.BulkBuffers;
import io.zentinelproxy.core.bytes.Outlet;
import io.zentinelproxy.core.fault.Fault;
import io.zentinelproxy.core.net.Transport;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Sends messages of one side: the buffer, where it goes, and whose fault it is when that does not take it. */
final class Sender {
    private final MessageSide side;
    private final BulkBuffers bulk;
    private final Outlet outlet;
    private @Nullable Transport transport;
    private long flushedLast;

    Sender(MessageSide side, Build build, BulkBuffers bulk) {
        this.side = side;
        outlet = new Outlet(build.outlet());
        this.bulk = bulk;
    }

    void bind(Transport to) {
        transport = to;
    }

    /** Forgets the connection and what was not sent. */
    void unbind() {
        transport = null;
        reset();
    }

    /** Goes back to the small buffer. */
    void reset() {
        ByteBuffer used = outlet.reset();
        if (used != null) {
            bulk.give(used);
        }
    }

    ByteBuffer buffer() {
        return outlet.buffer();
    }

    void reserve(int room) {
        outlet.reserve(room);
    }

    boolean isEmpty() {
        return outlet.isEmpty();
    }

    void flush() throws Fault {
        Transport to = transport;
        if (to == null) {
            throw new IllegalStateException("not bound to a connection");
        }
        flushedLast = outlet.pending();
        try {
            outlet.flush(to);
        } catch (IOException e) {
            throw side.notTaken(to);
        }
    }

    /** Takes a bulk buffer where the content to come is long, or unknown but has filled the small one. */
    void expect(long octets) {
        boolean filled = flushedLast > outlet.capacity() / 2;
        if (outlet.isSwapped() || octets >= 0 && octets <= outlet.capacity() || octets < 0 && !filled) {
            return;
        }
        ByteBuffer larger = bulk.take();
        if (larger != null) {
            outlet.swap(larger);
        }
    }
}
