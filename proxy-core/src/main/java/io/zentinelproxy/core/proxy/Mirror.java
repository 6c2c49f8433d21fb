package io.zentinelproxy.core.proxy;

import io.zentinelproxy.core.exchange.BodySource;
import io.zentinelproxy.core.exchange.Exchange;
import io.zentinelproxy.core.http.RequestHead;
import io.zentinelproxy.core.observe.ShadowCounters.Drop;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * One request that was chosen to be mirrored: collects its content while that passes to its origin, and begins its second way once that is
 * complete. What it holds is on the budget. The client's request tells it of its content and its end, on its own threads; nothing of that
 * waits.
 */
final class Mirror {
    private static final int FIRST = 8 * 1024;
    private static final byte[] NOTHING = new byte[0];

    private final Shadow shadow;
    private final RequestHead head;
    private final Exchange facts;
    private final Comparison comparison;
    private byte[] copy = NOTHING;
    private int length;
    private int charged;
    private boolean decided;

    /**
     * @param head of its own
     * @param facts its own
     */
    Mirror(Shadow shadow, RequestHead head, Exchange facts, Comparison comparison) {
        this.shadow = shadow;
        this.head = head;
        this.facts = facts;
        this.comparison = comparison;
    }

    RequestHead head() {
        return head;
    }

    Exchange facts() {
        return facts;
    }

    Comparison comparison() {
        return comparison;
    }

    /** The content collected; not touched any more once this has begun. */
    byte[] content() {
        return copy;
    }

    int length() {
        return length;
    }

    /** The same content, of which this takes a copy from its beginning. */
    synchronized BodySource over(BodySource content) {
        length = 0;
        return decided ? content : new CopiedContent(content, this);
    }

    /** So many octets before the buffer's position have passed. */
    synchronized void passed(ByteBuffer into, int start, int octets) {
        if (decided || !makeRoom(octets)) {
            return;
        }
        into.get(start, copy, length, octets);
        length += octets;
    }

    private boolean makeRoom(int octets) {
        long needed = (long) length + octets;
        if (needed <= copy.length) {
            return true;
        }
        if (needed > shadow.mostContent()) {
            drop(Drop.CONTENT_TOO_LARGE);
            return false;
        }
        int size = (int) Math.min(shadow.mostContent(), Math.max(needed, Math.max(FIRST, copy.length * 2L)));
        if (!shadow.budget().take(size - charged)) {
            drop(Drop.HOLD_EXHAUSTED);
            return false;
        }
        charged = size;
        copy = Arrays.copyOf(copy, size);
        return true;
    }

    /** The content is complete: its own origin has it, or is about to. */
    synchronized void complete() {
        if (decided) {
            return;
        }
        Drop full = shadow.enter();
        if (full != null) {
            drop(full);
            return;
        }
        decided = true;
        shadow.start(this);
    }

    /** The client's request is over. What has not begun by now does not any more. */
    synchronized void mainEnded(boolean answered, Exchange main) {
        if (answered) {
            comparison.mainAnswered(main.status(), main.upstreamNanos());
        } else {
            comparison.mainFailed();
        }
        if (!decided) {
            drop(Drop.NOT_SENT);
        }
    }

    private void drop(Drop why) {
        decided = true;
        shadow.counters().dropped(why);
        release();
    }

    /** Gives back what it holds; its second way is over. */
    synchronized void release() {
        shadow.budget().give(charged);
        charged = 0;
        copy = NOTHING;
        length = 0;
    }
}
