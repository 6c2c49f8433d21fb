package io.zentinelproxy.inference.tokens;

import java.util.Arrays;

/** A binary heap of merges: the lowest rank first, of the same rank the leftmost part. One thread. */
final class MergeHeap {
    private long[] merges = {};
    private int size;

    /** Empties it, and makes room for those of a piece of this length. */
    void clear(int length) {
        size = 0;
        if (merges.length < length) {
            merges = new long[length];
        }
    }

    boolean isEmpty() {
        return size == 0;
    }

    void add(int rank, int part) {
        if (size == merges.length) {
            merges = Arrays.copyOf(merges, size * 2);
        }
        long merge = (long) rank << Integer.SIZE | part;
        int at = size++;
        while (at > 0 && merges[at - 1 >> 1] > merge) {
            merges[at] = merges[at - 1 >> 1];
            at = at - 1 >> 1;
        }
        merges[at] = merge;
    }

    /** Takes the lowest out. */
    long poll() {
        long lowest = merges[0];
        long last = merges[--size];
        int at = 0;
        for (int child = 1; child < size; child = 2 * at + 1) {
            if (child + 1 < size && merges[child + 1] < merges[child]) {
                child++;
            }
            if (merges[child] >= last) {
                break;
            }
            merges[at] = merges[child];
            at = child;
        }
        merges[at] = last;
        return lowest;
    }

    static int rank(long merge) {
        return (int) (merge >>> Integer.SIZE);
    }

    static int part(long merge) {
        return (int) merge;
    }
}
