package io.zentinelproxy.core.bytes;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The receiving side of a connection while it works: one array that heads are parsed in, refilled from the source. Octets below
 * the floor (the current head) stay where they are until {@link #release}; those between position and limit are still to be
 * consumed. Counts what it received. Belongs to one thread at a time.
 */
public final class Inlet {
    /** Room of the array when it comes from the pool: a head of the default limit, and as much again for content. */
    public static final int DEFAULT_CAPACITY = 16 * 1024;

    /** Room of the array at first where many are in use at once: for most heads, and soon larger where more comes. */
    public static final int LEAN_CAPACITY = 2 * 1024;

    /** Room that a read is given at least. */
    private static final int MIN_ROOM = 1024;

    private final HoldBudget budget;
    private byte[] octets;
    private ByteBuffer view;

    /** Octets that the array has of the budget: those beyond its usual room. */
    private int charged;

    private int floor;
    private int position;
    private int limit;

    /** Whether the last fill took all the room that there was: the next one may have more. */
    private boolean filledUp;

    /** Begins with this much room. What it grows by beyond its usual room is taken from the budget until {@link #clear}. */
    public Inlet(int capacity, HoldBudget budget) {
        this.budget = budget;
        octets = new byte[capacity];
        view = ByteBuffer.wrap(octets);
    }

    /** The array; offsets stay valid until {@link #release} or a growth by {@link #fill}. */
    public byte[] octets() {
        return octets;
    }

    public int position() {
        return position;
    }

    public int limit() {
        return limit;
    }

    public int buffered() {
        return limit - position;
    }

    public void position(int next) {
        position = next;
    }

    /** Moves the octets still to be consumed to the front and forgets the rest. */
    public void release() {
        floor = 0;
        compact();
    }

    /** Forgets everything, and an array that had to grow. */
    public void clear() {
        floor = position = limit = 0;
        filledUp = false;
        budget.give(charged);
        charged = 0;
        if (octets.length > DEFAULT_CAPACITY) {
            octets = new byte[DEFAULT_CAPACITY];
            view = ByteBuffer.wrap(octets);
        }
    }

    /** Keeps what stands before the position where it is. */
    public void pin() {
        floor = position;
    }

    private void compact() {
        if (position > floor) {
            System.arraycopy(octets, position, octets, floor, limit - position);
            limit -= position - floor;
            position = floor;
        }
    }

    /** Takes octets that were read before, as if they came from the source. There are few, and nothing is buffered. */
    public void put(ByteBuffer from) {
        int length = from.remaining();
        from.get(octets, limit, length);
        limit += length;
    }

    /**
     * Makes room for at least this many octets after the limit. Grows the array when it must: the caller bounds what it asks.
     *
     * @return false where the budget does not allow that
     */
    public boolean reserve(int room) {
        if (octets.length - limit >= room) {
            return true;
        }
        compact();
        return octets.length - limit >= room || grow(limit + room);
    }

    private boolean grow(int size) {
        int more = Math.max(0, size - DEFAULT_CAPACITY) - charged;
        if (more > 0 && !budget.take(more)) {
            return false;
        }
        charged += Math.max(0, more);
        octets = Arrays.copyOf(octets, size);
        view = ByteBuffer.wrap(octets);
        return true;
    }

    /** Makes room for a {@link #fill}; false where the budget does not allow that. */
    public boolean makeRoom() {
        if (position == limit) {
            position = limit = floor;
        }
        if (filledUp && octets.length < DEFAULT_CAPACITY / 2) {
            return reserve(octets.length) || limit < octets.length;
        }
        return limit < octets.length || reserve(MIN_ROOM);
    }

    /**
     * Waits for more octets and appends them; there is room for one at least.
     *
     * @return how many came, or -1 at the end
     */
    public int fill(OctetSource from) throws IOException {
        view.limit(octets.length).position(limit);
        int length = from.read(view);
        if (length > 0) {
            limit += length;
        }
        filledUp = limit == octets.length;
        return length;
    }

    /** Moves buffered octets, at most this many, and returns how many. */
    public int drain(ByteBuffer into, int most) {
        int length = Math.min(Math.min(buffered(), into.remaining()), most);
        into.put(octets, position, length);
        position += length;
        return length;
    }
}
