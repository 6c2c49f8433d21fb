package io.zentinelproxy.core.exchange;

import io.zentinelproxy.core.bytes.HoldBudget;
import io.zentinelproxy.core.fault.Fault;
import io.zentinelproxy.core.http.Fields;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Content that was taken from its source into memory before anyone else sees it. Where it did not fit, what was taken comes first and
 * the rest is pulled from the source. Closing it gives the memory back. Used by one thread at a time.
 */
public final class HeldContent implements BodySource, AutoCloseable {
    private static final int FIRST = 8 * 1024;

    private final BodySource source;
    private final HoldBudget budget;
    private byte[] octets;

    /** Octets that this has of the budget. */
    private int charged;

    private int length;
    private int position;
    private boolean complete;
    private boolean crowded;

    private HeldContent(BodySource source, HoldBudget budget) {
        this.source = source;
        this.budget = budget;
        octets = new byte[0];
    }

    /**
     * Takes content until its end, or until there is more of it than fits.
     *
     * @param most octets that one message may have held
     * @throws Fault of the source; nothing stays held then
     */
    public static HeldContent take(BodySource source, int most, HoldBudget budget) throws Fault {
        HeldContent held = new HeldContent(source, budget);
        try {
            held.fill(most);
            return held;
        } catch (Fault | RuntimeException | Error e) {
            held.close();
            throw e;
        }
    }

    private void fill(int most) throws Fault {
        while (!source.isFinished()) {
            // One octet more than fits: only then is there more, as the end of chunks may come long after the last of
            // them.
            if (length > most || length == octets.length && !grow(most + 1L)) {
                return;
            }
            int pulled = source.pull(ByteBuffer.wrap(octets, length, octets.length - length));
            if (pulled < 0) {
                break;
            }
            length += pulled;
        }
        complete = length <= most;
    }

    private boolean grow(long most) {
        int size = (int) Math.min(most, octets.length == 0 ? first() : octets.length * 2L);
        if (size == octets.length) {
            return false;
        }
        if (!budget.take(size - octets.length)) {
            crowded = true;
            return false;
        }
        charged = size;
        octets = Arrays.copyOf(octets, size);
        return true;
    }

    /** No more than a short content is said to have; a long one gets room as it comes, whatever is said. */
    private long first() {
        long told = source.remaining();
        return told > 0 && told < FIRST ? told : FIRST;
    }

    /** Whether all of the content is here. */
    public boolean isComplete() {
        return complete;
    }

    /** Whether the content did not fit because of what others hold. */
    public boolean isCrowdedOut() {
        return crowded;
    }

    /** Octets held. */
    public int length() {
        return length;
    }

    /** What holds it; its first {@link #length()} octets are the content. Only until it is closed, and not to be changed. */
    public byte[] octets() {
        return octets;
    }

    /** Goes back to the beginning of content that is complete. */
    public void rewind() {
        position = 0;
    }

    @Override
    public int pull(ByteBuffer into) throws Fault {
        if (position == length) {
            return complete ? -1 : source.pull(into);
        }
        int moved = Math.min(into.remaining(), length - position);
        into.put(octets, position, moved);
        position += moved;
        return moved;
    }

    @Override
    public boolean isFinished() {
        return position == length && (complete || source.isFinished());
    }

    @Override
    public boolean hasBuffered() {
        return position < length || !complete && source.hasBuffered();
    }

    @Override
    public long remaining() {
        long rest = complete ? 0 : source.remaining();
        return rest < 0 ? -1 : rest + length - position;
    }

    @Override
    public long pulled() {
        return complete ? position : source.pulled() - (length - position);
    }

    @Override
    public @Nullable Fields trailers() {
        return source.trailers();
    }

    @Override
    public void close() {
        budget.give(charged);
        charged = 0;
        octets = new byte[0];
        length = 0;
        position = 0;
    }
}
