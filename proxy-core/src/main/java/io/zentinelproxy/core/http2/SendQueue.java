package io.zentinelproxy.core.http2;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The streams that could send content, were it their turn: by urgency, then those that share in turns and the others one after another
 * (RFC 9218 section 10). Now and then the least urgent has a turn, so that nobody starves. Guarded by the {@link Output}.
 */
final class SendQueue {
    /** Of so many turns, one is for the least urgent. */
    private static final int CHARITY = 16;

    private final List<ArrayDeque<Outgoing>> levels = new ArrayList<>(Urgency.LEVELS);
    private int size;
    private int turns;

    SendQueue() {
        for (int level = 0; level < Urgency.LEVELS; level++) {
            levels.add(new ArrayDeque<>(2));
        }
    }

    boolean isEmpty() {
        return size == 0;
    }

    void add(Outgoing one) {
        one.queued(true);
        levels.get(one.urgency().level()).addLast(one);
        size++;
    }

    /** Puts one back that had its turn and has more to send. */
    void addAgain(Outgoing one) {
        one.queued(true);
        ArrayDeque<Outgoing> level = levels.get(one.urgency().level());
        if (one.urgency().incremental()) {
            level.addLast(one);
        } else {
            level.addFirst(one);
        }
        size++;
    }

    /** Takes the one whose turn it is, or null. */
    @Nullable
    Outgoing poll() {
        if (size == 0) {
            return null;
        }
        boolean lowest = ++turns % CHARITY == 0;
        for (int i = 0; i < Urgency.LEVELS; i++) {
            Outgoing one = levels.get(lowest ? Urgency.LEVELS - 1 - i : i).pollFirst();
            if (one != null) {
                one.queued(false);
                size--;
                return one;
            }
        }
        return null;
    }

    void remove(Outgoing one) {
        if (one.isQueued() && levels.get(one.urgency().level()).remove(one)) {
            one.queued(false);
            size--;
        }
    }

    /** Whether one of these would have its turn before all that wait. */
    boolean isFirst(Outgoing one) {
        for (int level = 0; level <= one.urgency().level(); level++) {
            if (!levels.get(level).isEmpty()) {
                return false;
            }
        }
        return true;
    }
}
