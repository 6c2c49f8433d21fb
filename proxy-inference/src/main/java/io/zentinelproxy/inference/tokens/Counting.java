package io.zentinelproxy.inference.tokens;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One prompt, or one text, being counted. Texts go through in blocks that end at {@linkplain Boundaries boundaries}, so that the blocks of a text
 * that only grew at its end are the same ones, and the memo knows them. Each block costs what it cost to count; when {@link #BUDGET} is spent, the
 * rest is {@linkplain Sampling sampled}. One thread.
 */
final class Counting {
    /** Steps, of about a nanosecond each, after which nothing more is counted whole. */
    static final long BUDGET = 20_000_000;

    /** Characters from which on the next boundary ends a block. */
    static final int BLOCK_CHARS = 4 << 10;

    /** Characters after which a block ends even without a boundary; its count may then differ by a token or two. */
    static final int MAX_BLOCK_CHARS = 16 << 10;

    /** A shorter text is counted sooner than it is looked for. */
    private static final int MEMO_CHARS = 128;

    /** What an octet costs to be written and hashed. */
    private static final int STEPS_PER_CHAR = 2;

    private final Vocabulary vocabulary;
    private final @Nullable CountMemo memo;
    private final PieceCounter pieces;
    private final List<Rest> rests = new ArrayList<>();
    private byte[] octets = {};
    private long steps;
    private long tokens;
    private boolean exact = true;

    Counting(Vocabulary vocabulary, @Nullable CountMemo memo) {
        this.vocabulary = vocabulary;
        this.memo = memo;
        pieces = new PieceCounter(vocabulary);
    }

    /** Counts a text, as far as the budget lasts. */
    void add(String text) {
        for (int from = 0; from < text.length(); ) {
            if (steps >= BUDGET) {
                rests.add(new Rest(text, from));
                return;
            }
            int to = blockEnd(text, from);
            tokens += block(text, from, to);
            from = to;
        }
    }

    /** The count of all texts, after the last. */
    TokenCount finish() {
        if (!rests.isEmpty()) {
            exact = false;
            tokens += new Sampling(rests).estimate(this);
            rests.clear();
        }
        return new TokenCount(Math.clamp(tokens, 0, Integer.MAX_VALUE), exact);
    }

    /** What it has cost. */
    long steps() {
        return steps;
    }

    private int blockEnd(String text, int from) {
        if (text.length() - from <= BLOCK_CHARS) {
            return text.length();
        }
        int last = Math.min(text.length() - 1, from + MAX_BLOCK_CHARS);
        for (int place = from + BLOCK_CHARS; place < last; place++) {
            if (Boundaries.at(text, place)) {
                return place;
            }
        }
        if (last == text.length() - 1) {
            return text.length();
        }
        exact = false;
        return wholeCharacters(text, last);
    }

    /** Here, or before the character of which a half stands here. */
    static int wholeCharacters(String text, int place) {
        boolean inside = place > 0
                && place < text.length()
                && Character.isLowSurrogate(text.charAt(place))
                && Character.isHighSurrogate(text.charAt(place - 1));
        return inside ? place - 1 : place;
    }

    /** The tokens of a part of a text that stands for itself. */
    int block(String text, int from, int to) {
        int needed = (to - from) * Utf8.MAX_PER_CHAR + Ranks.PADDING;
        if (octets.length < needed) {
            octets = new byte[needed];
        }
        int length = Utf8.write(text, from, to, octets);
        steps += (long) STEPS_PER_CHAR * (to - from);
        if (memo == null || to - from < MEMO_CHARS) {
            return count(length);
        }
        CountMemo.Key key = memo.key(vocabulary, octets, length);
        int known = memo.get(key);
        if (known >= 0) {
            return known;
        }
        int counted = count(length);
        memo.put(key, counted);
        return counted;
    }

    private int count(int length) {
        long before = pieces.steps();
        int counted = pieces.count(octets, length);
        steps += pieces.steps() - before;
        return counted;
    }

    /** What was not counted of a text: from a place on. */
    record Rest(String text, int from) {
        int length() {
            return text.length() - from;
        }
    }
}
