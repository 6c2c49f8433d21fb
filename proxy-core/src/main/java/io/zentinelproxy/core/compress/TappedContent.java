package io.zentinelproxy.core.compress;

import io.zentinelproxy.core.exchange.BodySource;
import io.zentinelproxy.core.exchange.PassedContent;
import io.zentinelproxy.core.fault.ClientFault;
import io.zentinelproxy.core.fault.Fault;
import io.zentinelproxy.core.http.Fields;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Content that goes on as it came, once what is in it has passed the filters: they pull it decoded, and the octets that were taken for that
 * wait here for their turn.
 */
final class TappedContent implements BodySource {
    /** Octets that may yield nothing: whoever sends more of them means no good. */
    private static final int MOST_WAITING = 256 * 1024;

    private static final int SCRATCH = 16 * 1024;

    private final BodySource content;
    private final ByteBuffer scratch = ByteBuffer.allocate(SCRATCH);
    private @Nullable BodySource inspected;
    private boolean inspectedAll;
    private byte[] waiting = new byte[Decoder.INPUT];
    private int from;
    private int to;
    private long pulled;

    TappedContent(BodySource content) {
        this.content = content;
    }

    /** What the decoder takes its octets from. */
    BodySource original() {
        return new PassedContent(content) {
            @Override
            public int pull(ByteBuffer into) throws Fault {
                int start = into.position();
                int more = content.pull(into);
                if (more > 0) {
                    keep(into, start, more);
                }
                return more;
            }
        };
    }

    void inspectedBy(BodySource filters) {
        inspected = filters;
    }

    private void keep(ByteBuffer octets, int start, int count) throws ClientFault {
        if (from == to) {
            from = 0;
            to = 0;
        }
        if (to + count > waiting.length) {
            if (to + count > MOST_WAITING) {
                throw new ClientFault(ClientFault.Kind.BROKEN_CODING);
            }
            waiting = Arrays.copyOf(waiting, Math.max(to + count, waiting.length * 2));
        }
        octets.get(start, waiting, to, count);
        to += count;
    }

    @Override
    public int pull(ByteBuffer into) throws Fault {
        while (from == to && !inspectedAll) {
            inspect();
        }
        if (from == to) {
            return -1;
        }
        int moved = Math.min(into.remaining(), to - from);
        into.put(waiting, from, moved);
        from += moved;
        pulled += moved;
        if (from == to && !inspectedAll && content.isFinished()) {
            inspectRest();
        }
        return moved;
    }

    private void inspect() throws Fault {
        BodySource filters = inspected;
        if (filters == null) {
            throw new IllegalStateException("nobody looks at it");
        }
        inspectedAll = filters.pull(scratch.clear()) < 0 || filters.isFinished();
    }

    /** The last octets are the last only if nothing is wrong with what is in them. */
    private void inspectRest() throws Fault {
        while (!inspectedAll) {
            inspect();
        }
    }

    @Override
    public boolean isFinished() {
        return from == to && inspectedAll;
    }

    @Override
    public boolean hasBuffered() {
        return from < to;
    }

    @Override
    public long remaining() {
        long rest = content.remaining();
        return rest < 0 ? -1 : rest + to - from;
    }

    @Override
    public long pulled() {
        return pulled;
    }

    @Override
    public @Nullable Fields trailers() {
        return content.trailers();
    }
}
