package io.zentinelproxy.security.prefix;

import java.util.Arrays;

/**
 * Prefixes of one family, given in their order (by their first address, the shorter first), cut into ranges. A prefix covers what
 * surrounds it as far as it reaches. Confined to one thread.
 */
final class RangesBuilder {
    /** Prefixes inside each other: one of each length, and none. */
    private static final int MAX_OPEN = 130;

    private static final int INITIAL = 1024;

    private long[] high = new long[INITIAL];
    private long[] low = new long[INITIAL];
    private byte[] values = new byte[INITIAL];
    private int count;
    private boolean anyLow;

    /** Last addresses and values of the prefixes that are open, the innermost on top. */
    private final long[] endHigh = new long[MAX_OPEN];

    private final long[] endLow = new long[MAX_OPEN];
    private final int[] open = new int[MAX_OPEN];
    private int depth;

    RangesBuilder() {
        append(0, 0, PrefixTable.NONE);
    }

    /** @param bits its length, from 0 to 128 */
    void add(long startHigh, long startLow, int bits, int value) {
        closeBefore(startHigh, startLow);
        append(startHigh, startLow, value);
        endHigh[depth] = startHigh | below(bits);
        endLow[depth] = startLow | below(Math.max(bits - 64, 0));
        open[depth] = value;
        depth++;
    }

    /** Everything from here on has this value, up to the next start; for those who have no prefix. */
    void from(long startHigh, long startLow, int value) {
        append(startHigh, startLow, value);
    }

    /** The bits of 64 that stand behind a prefix; all of the low half where the prefix ends in the high one. */
    private static long below(int bits) {
        return bits >= 64 ? 0 : -1L >>> bits;
    }

    private void closeBefore(long startHigh, long startLow) {
        while (depth > 0 && isBefore(endHigh[depth - 1], endLow[depth - 1], startHigh, startLow)) {
            close();
        }
    }

    /** Ends the innermost prefix: behind it the one around it goes on, unless it was the last address of all. */
    private void close() {
        depth--;
        long nextLow = endLow[depth] + 1;
        long nextHigh = endHigh[depth] + (nextLow == 0 ? 1 : 0);
        if (nextHigh != 0 || nextLow != 0) {
            append(nextHigh, nextLow, depth == 0 ? PrefixTable.NONE : open[depth - 1]);
        }
    }

    private static boolean isBefore(long oneHigh, long oneLow, long otherHigh, long otherLow) {
        int order = Long.compareUnsigned(oneHigh, otherHigh);
        return order < 0 || (order == 0 && Long.compareUnsigned(oneLow, otherLow) < 0);
    }

    private void append(long startHigh, long startLow, int value) {
        if (count > 0 && isAt(count - 1, startHigh, startLow)) {
            count--;
        }
        if (count > 0 && values[count - 1] == (byte) value) {
            return;
        }
        if (count == high.length) {
            grow();
        }
        high[count] = startHigh ^ Long.MIN_VALUE;
        low[count] = startLow ^ Long.MIN_VALUE;
        values[count] = (byte) value;
        anyLow |= startLow != 0;
        count++;
    }

    private boolean isAt(int index, long startHigh, long startLow) {
        return high[index] == (startHigh ^ Long.MIN_VALUE) && low[index] == (startLow ^ Long.MIN_VALUE);
    }

    private void grow() {
        int length = count + (count >> 1);
        high = Arrays.copyOf(high, length);
        low = Arrays.copyOf(low, length);
        values = Arrays.copyOf(values, length);
    }

    Ranges build() {
        while (depth > 0) {
            close();
        }
        return new Ranges(
                Arrays.copyOf(high, count),
                anyLow ? Arrays.copyOf(low, count) : new long[0],
                Arrays.copyOf(values, count));
    }
}
