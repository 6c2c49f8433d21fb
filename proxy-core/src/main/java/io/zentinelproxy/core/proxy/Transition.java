package io.zentinelproxy.core.proxy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * The way from one configuration to the next, in two phases. In the first all is made that can fail: sockets are bound, files are
 * opened. Then either all of it takes effect, or all that was made is undone and nothing has changed. Confined to one thread.
 */
final class Transition {
    private final Deque<Runnable> undoings = new ArrayDeque<>();
    private final List<Runnable> swaps = new ArrayList<>();
    private final List<Runnable> ends = new ArrayList<>();

    /** Undoes what was just made, should the rest fail. */
    void ifAbandoned(Runnable undoing) {
        undoings.push(undoing);
    }

    /** Takes effect; must not fail, and takes no time. In the order of the calls. */
    void atSwap(Runnable swap) {
        swaps.add(swap);
    }

    /** Ends what was replaced, once its successors are in force. */
    void afterwards(Runnable end) {
        ends.add(end);
    }

    void complete() {
        swaps.forEach(Runnable::run);
        ends.forEach(Runnable::run);
    }

    /** The last that was made goes first. */
    void abandon() {
        undoings.forEach(Runnable::run);
    }
}
