package io.zentinelproxy.inference.tokens;

/**
 * Byte pair encoding of one piece (Sennrich and others, "Neural Machine Translation of Rare Words with Subword Units", 2016, as tiktoken
 * does it): of all neighbours whose octets together are a token, those with the lowest rank are merged, the leftmost first, until none are.
 * A long piece is merged with a heap, in {@code n log n}. Keeps its arrays for the next piece; one thread.
 */
final class BytePairs {
    /** Up to here the lowest rank is looked for by looking at all. */
    static final int SCANNED = 48;

    private final Ranks ranks;
    /** Where the parts begin, and behind the last one the end, as distances from where the piece begins. */
    private int[] starts = {};

    private int[] merged = {};
    private int[] before = {};
    private final MergeHeap heap = new MergeHeap();

    BytePairs(Ranks ranks) {
        this.ranks = ranks;
    }

    /** The number of tokens of a piece that is none itself; {@link #end} tells them. */
    int merge(byte[] text, int from, int length) {
        if (starts.length <= length) {
            int room = Math.max(SCANNED, length) + 1;
            starts = new int[room];
            merged = new int[room];
        }
        return length <= SCANNED ? scan(text, from, length) : pick(text, from, length);
    }

    /** Where a token of the piece ends that was merged last, as a distance from where it begins. */
    int end(int token) {
        return starts[token + 1];
    }

    private int scan(byte[] text, int from, int length) {
        for (int i = 0; i < length - 1; i++) {
            starts[i] = i;
            merged[i] = ranks.pairRank(text, from + i);
        }
        starts[length - 1] = length - 1;
        starts[length] = length;
        int parts = length;
        for (int lowest = lowest(parts - 1); lowest >= 0; lowest = lowest(parts - 1)) {
            parts--;
            System.arraycopy(starts, lowest + 2, starts, lowest + 1, parts - lowest);
            System.arraycopy(merged, lowest + 2, merged, lowest + 1, Math.max(0, parts - lowest - 2));
            rank(text, from, lowest, parts);
            if (lowest > 0) {
                rank(text, from, lowest - 1, parts);
            }
        }
        return parts;
    }

    /** The part with whose next neighbour the lowest rank would be made; -1 if with none. */
    private int lowest(int candidates) {
        int rank = Ranks.NONE;
        int found = -1;
        for (int i = 0; i < candidates; i++) {
            if (merged[i] < rank) {
                rank = merged[i];
                found = i;
            }
        }
        return found;
    }

    private void rank(byte[] text, int from, int part, int parts) {
        if (part < parts - 1) {
            int start = starts[part];
            merged[part] = ranks.rank(text, from + start, starts[part + 2] - start);
        }
    }

    /** Here a part is known by where it begins: {@code starts} has where it ends, {@code before} where the one before it begins. */
    private int pick(byte[] text, int from, int length) {
        if (before.length <= length) {
            before = new int[length + 1];
        }
        heap.clear(length);
        for (int i = 0; i < length; i++) {
            starts[i] = i + 1;
            before[i] = i - 1;
            merged[i] = Ranks.NONE;
            if (i < length - 1) {
                offer(i, ranks.pairRank(text, from + i));
            }
        }
        while (!heap.isEmpty()) {
            long lowest = heap.poll();
            int part = MergeHeap.part(lowest);
            if (merged[part] == MergeHeap.rank(lowest)) {
                join(text, from, part, length);
            }
        }
        return collect(length);
    }

    private void join(byte[] text, int from, int part, int length) {
        int gone = starts[part];
        int end = starts[gone];
        starts[part] = end;
        merged[gone] = Ranks.NONE;
        merged[part] = Ranks.NONE;
        if (end < length) {
            before[end] = part;
            offer(part, ranks.rank(text, from + part, starts[end] - part));
        }
        int last = before[part];
        if (last >= 0) {
            merged[last] = Ranks.NONE;
            offer(last, ranks.rank(text, from + last, end - last));
        }
    }

    private void offer(int part, int rank) {
        if (rank != Ranks.NONE) {
            merged[part] = rank;
            heap.add(rank, part);
        }
    }

    /** Brings the chain of parts into the order that {@link #scan} leaves. */
    private int collect(int length) {
        int parts = 0;
        for (int start = 0; start < length; ) {
            int end = starts[start];
            merged[parts++] = start;
            start = end;
        }
        merged[parts] = length;
        System.arraycopy(merged, 0, starts, 0, parts + 1);
        return parts;
    }
}
