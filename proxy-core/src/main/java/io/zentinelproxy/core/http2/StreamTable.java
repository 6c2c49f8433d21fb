package io.zentinelproxy.core.http2;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The streams of one connection that are not closed, and what is remembered of those closed last: frames may still be under way for
 * them. Guarded by its monitor.
 */
final class StreamTable {
    /** Closed streams that are remembered, of each kind. */
    private static final int REMEMBERED = 128;

    private static final int FEW = 4;

    /** How a stream was closed. */
    enum Closed {
        /** Never opened, or forgotten. */
        UNKNOWN,
        /** Both sides have ended. */
        ENDED,
        /** The peer has reset it. */
        RESET_BY_PEER,
        /** We have: the peer may not know yet. */
        RESET_BY_US
    }

    /** Those that we have reset by themselves: others that end meanwhile, of which there may be many, do not push them out. */
    private final ClosedStreams resetByUs = new ClosedStreams(REMEMBERED);

    private final ClosedStreams others = new ClosedStreams(REMEMBERED);
    private @Nullable Stream[] slots = new Stream[FEW];
    private int size;

    private static int slot(int id, int capacity) {
        return (id >>> 1) & capacity - 1;
    }

    synchronized @Nullable Stream get(int id) {
        int capacity = slots.length;
        for (int at = slot(id, capacity); slots[at] != null; at = at + 1 & capacity - 1) {
            if (slots[at].id() == id) {
                return slots[at];
            }
        }
        return null;
    }

    synchronized void put(Stream stream) {
        if ((size + 1) * 2 > slots.length) {
            @Nullable Stream[] before = slots;
            slots = new Stream[before.length * 2];
            for (Stream one : before) {
                if (one != null) {
                    insert(one);
                }
            }
        }
        insert(stream);
        size++;
    }

    private void insert(Stream stream) {
        int capacity = slots.length;
        int at = slot(stream.id(), capacity);
        while (slots[at] != null) {
            at = at + 1 & capacity - 1;
        }
        slots[at] = stream;
    }

    /**
     * Takes a stream out.
     *
     * @return whether it was there
     */
    synchronized boolean remove(int id, Closed how) {
        int capacity = slots.length;
        int at = slot(id, capacity);
        while (slots[at] != null && slots[at].id() != id) {
            at = at + 1 & capacity - 1;
        }
        if (slots[at] == null) {
            return false;
        }
        size--;
        closeGap(at, capacity);
        note(id, how);
        return true;
    }

    private void closeGap(int from, int capacity) {
        int gap = from;
        slots[gap] = null;
        for (int at = gap + 1 & capacity - 1; slots[at] != null; at = at + 1 & capacity - 1) {
            Stream moved = slots[at];
            slots[at] = null;
            insert(moved);
        }
    }

    /** Notes how a stream was closed that is not there, or that it was closed otherwise than was thought. */
    synchronized void remember(int id, Closed how) {
        resetByUs.forget(id);
        others.forget(id);
        note(id, how);
    }

    private void note(int id, Closed how) {
        (how == Closed.RESET_BY_US ? resetByUs : others).add(id, how);
    }

    /** How a stream that is not there was closed. */
    synchronized Closed closed(int id) {
        Closed how = resetByUs.find(id);
        return how == Closed.UNKNOWN ? others.find(id) : how;
    }

    synchronized int size() {
        return size;
    }

    /** All of them now. */
    synchronized List<Stream> all() {
        List<Stream> all = new ArrayList<>(size);
        for (Stream one : slots) {
            if (one != null) {
                all.add(one);
            }
        }
        return all;
    }

    /** One of which something is late, or null. */
    synchronized @Nullable Stream late(long now) {
        if (size == 0) {
            return null;
        }
        for (Stream one : slots) {
            if (one != null && one.isLate(now)) {
                return one;
            }
        }
        return null;
    }

    /** Whether there is none; forgets the room that many at once have taken. */
    synchronized boolean isEmpty() {
        if (size == 0 && slots.length > FEW) {
            slots = new Stream[FEW];
        }
        return size == 0;
    }
}
