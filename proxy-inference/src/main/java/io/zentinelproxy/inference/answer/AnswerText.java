package io.zentinelproxy.inference.answer;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;

/**
 * What the model writes. Of an event stream each piece is counted as it goes by. Of an answer that is one JSON value it is kept, since the usage
 * mostly comes last and then nothing need be counted: {@link #MAX_KEPT_OCTETS} of it, and the rest is estimated in proportion.
 */
final class AnswerText {
    static final int MAX_KEPT_OCTETS = 256 * 1024;
    private static final int FIRST_KEPT = 1024;
    private static final byte[] NOTHING = {};

    private final DeltaCounter counter;
    private final boolean atOnce;
    private byte[] kept = NOTHING;
    private int length;
    private long beyond;
    private long counted;
    private boolean any;

    AnswerText(DeltaCounter counter, boolean atOnce) {
        this.counter = counter;
        this.atOnce = atOnce;
    }

    /** @param told whether the provider has told its tokens already */
    void add(byte[] octets, int from, int to, boolean told) {
        any |= to > from;
        if (atOnce) {
            counter.text(new String(octets, from, to - from, UTF_8));
        } else if (!told) {
            keep(octets, from, to);
        }
    }

    private void keep(byte[] octets, int from, int to) {
        int count = to - from;
        if (beyond > 0 || length + count > MAX_KEPT_OCTETS) {
            beyond += count;
            return;
        }
        if (length + count > kept.length) {
            int doubled = Math.max(FIRST_KEPT, 2 * kept.length);
            kept = Arrays.copyOf(kept, Math.min(MAX_KEPT_OCTETS, Math.max(doubled, length + count)));
        }
        System.arraycopy(octets, from, kept, length, count);
        length += count;
    }

    /** Whether nothing has come. */
    boolean isEmpty() {
        return !any;
    }

    /** Counts what is kept: no usage has come. */
    void countKept() {
        if (length > 0) {
            counter.text(new String(kept, 0, length, UTF_8));
            counted += length;
            length = 0;
            kept = NOTHING;
        }
    }

    long tokens() {
        long tokens = counter.tokens();
        // Once something is beyond, what was counted is never little: a piece is at most a few KiB.
        return beyond == 0 || counted == 0 ? tokens : tokens + Math.ceilDiv(tokens * beyond, counted);
    }

    boolean isExact() {
        return beyond == 0;
    }
}
