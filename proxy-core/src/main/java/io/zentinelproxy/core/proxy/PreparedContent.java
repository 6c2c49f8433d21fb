package io.zentinelproxy.core.proxy;

import io.zentinelproxy.core.bytes.Buffers;
import io.zentinelproxy.core.bytes.HoldBudget;
import io.zentinelproxy.core.exchange.BodySource;
import io.zentinelproxy.core.exchange.HeldContent;
import io.zentinelproxy.core.fault.Fault;
import io.zentinelproxy.core.fault.LimitFault;
import io.zentinelproxy.core.filter.Passage;
import io.zentinelproxy.core.http.BodyLength;
import io.zentinelproxy.core.http.RequestHead;
import java.nio.ByteBuffer;
import java.util.Objects;

/** Content that was read as a whole, as it goes to one upstream after the other. Closing it gives its memory back. Used by one thread at a time. */
final class PreparedContent implements RequestContent, AutoCloseable {
    private static final byte[] NOTHING = new byte[0];

    private final Passage passage;
    private final HeldContent held;
    private final HoldBudget budget;
    private byte[] octets = NOTHING;
    private int length;

    /** Octets that this has of the budget: of a copy that is not what was read. */
    private int charged;

    /** Whether the request has no content. */
    private final boolean bare;

    /**
     * @param held what the passage was made of, which accounts for itself
     * @param bare whether the request came without content
     */
    PreparedContent(Passage passage, HeldContent held, boolean bare, HoldBudget budget) {
        this.bare = bare;
        this.passage = passage;
        this.held = held;
        this.budget = budget;
    }

    /** Becomes what goes to this upstream. */
    void to(String upstreamId, RequestHead head) throws Fault {
        Passage.Octets next = Objects.requireNonNull(passage.to(upstreamId, head));
        close();
        int own = isRead(next) ? 0 : next.array().length;
        if (!budget.take(own)) {
            throw new LimitFault(LimitFault.Kind.HOLD_EXHAUSTED);
        }
        charged = own;
        octets = next.array();
        length = next.length();
    }

    @SuppressWarnings("ReferenceEquality") // The memory is meant, whatever stands in it.
    private boolean isRead(Passage.Octets next) {
        return next.array() == held.octets();
    }

    @Override
    public BodyLength length() {
        return bare ? BodyLength.NONE : new BodyLength.Fixed(length);
    }

    @Override
    public BodySource source() {
        return new Source(octets, length);
    }

    @Override
    public boolean rewind() {
        return true;
    }

    @Override
    public boolean isHere() {
        return true;
    }

    /** An answer may last for minutes: what was asked need not be kept meanwhile. Who still sends it has what it needs. */
    @Override
    public void letGo() {
        close();
        held.close();
        passage.letGo();
    }

    @Override
    public boolean isSmall() {
        return length <= Held.SMALL;
    }

    @Override
    public boolean isArriving() {
        return false;
    }

    @Override
    public void close() {
        budget.give(charged);
        charged = 0;
        octets = NOTHING;
        length = 0;
    }

    /** One turn through it. */
    private static final class Source implements BodySource {
        private final ByteBuffer left;

        Source(byte[] octets, int length) {
            left = ByteBuffer.wrap(octets, 0, length);
        }

        @Override
        public int pull(ByteBuffer into) {
            if (!left.hasRemaining()) {
                return -1;
            }
            return Buffers.move(left, into);
        }

        @Override
        public boolean isFinished() {
            return !left.hasRemaining();
        }

        @Override
        public boolean hasBuffered() {
            return left.hasRemaining();
        }

        @Override
        public long remaining() {
            return left.remaining();
        }

        @Override
        public long pulled() {
            return left.position();
        }
    }
}
