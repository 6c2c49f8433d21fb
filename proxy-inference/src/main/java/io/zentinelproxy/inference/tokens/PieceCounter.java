package io.zentinelproxy.inference.tokens;

import java.util.stream.IntStream;

/** Counts octets piece by piece, and what that costs. One thread. */
final class PieceCounter {
    /** Of a piece that is a token. */
    private static final int STEPS_PER_PIECE = 24;

    /** Of an octet of a piece that is merged. */
    private static final int STEPS_PER_OCTET = 64;

    /** The same where a heap is needed. */
    private static final int STEPS_PER_HEAPED_OCTET = 192;

    private final Ranks ranks;
    private final Splitter splitter;
    private final BytePairs pairs;
    private long steps;

    PieceCounter(Vocabulary vocabulary) {
        ranks = vocabulary.ranks();
        splitter = vocabulary.splitter();
        pairs = new BytePairs(ranks);
    }

    /** The tokens of these octets, which are UTF-8 and padded. */
    int count(byte[] octets, int length) {
        int tokens = 0;
        for (int at = 0; at < length; ) {
            int next = splitter.next(octets, at, length);
            tokens += piece(octets, at, next - at);
            at = next;
        }
        return tokens;
    }

    /** Where each token of these octets ends. */
    int[] ends(byte[] octets, int length) {
        IntStream.Builder ends = IntStream.builder();
        for (int at = 0; at < length; ) {
            int next = splitter.next(octets, at, length);
            int tokens = piece(octets, at, next - at);
            for (int i = 0; i < tokens - 1; i++) {
                ends.add(at + pairs.end(i));
            }
            ends.add(next);
            at = next;
        }
        return ends.build().toArray();
    }

    private int piece(byte[] octets, int from, int length) {
        steps += STEPS_PER_PIECE + length;
        if (ranks.rank(octets, from, length) != Ranks.NONE) {
            return 1;
        }
        steps += (long) length * (length <= BytePairs.SCANNED ? STEPS_PER_OCTET : STEPS_PER_HEAPED_OCTET);
        return pairs.merge(octets, from, length);
    }

    /** What all counts so far have cost. */
    long steps() {
        return steps;
    }
}
