package io.zentinelproxy.security.prefix;

import java.util.Arrays;

/**
 * All addresses of one family, cut where the value changes: the sorted starts of the ranges and the value of each. The starts stand
 * in levels, each with every eighth of the one below, so that a search looks at one or two lines of the cache a level: a plain binary
 * search of a million starts misses the cache at nearly every step. Immutable.
 */
final class Ranges {
    /** Starts of one level between two of the level above: a line of the cache. Of 8, 16 and 64, measured in turn, 8 took least. */
    private static final int FANOUT = 8;

    /** One range, which holds all and has no value. */
    static final Ranges NONE = new Ranges(new long[] {Long.MIN_VALUE}, new long[0], new byte[] {PrefixTable.NONE});

    /** High halves of the starts by level, the lowest first, with the sign bit turned: they sort as signed numbers. */
    private final long[][] high;

    /** The low halves of the lowest level likewise; empty where all are zero, as in IPv4 and where no prefix is longer than 64 bits. */
    private final long[] low;

    private final byte[] values;

    /** @param low of as many starts as high, or of none where all are zero */
    Ranges(long[] high, long[] low, byte[] values) {
        this.high = levels(high);
        this.low = low;
        this.values = values;
    }

    private static long[][] levels(long[] starts) {
        int count = 1;
        for (int length = starts.length; length > FANOUT; length = above(length)) {
            count++;
        }
        long[][] levels = new long[count][];
        levels[0] = starts;
        for (int level = 1; level < count; level++) {
            levels[level] = everyOneIn(levels[level - 1]);
        }
        return levels;
    }

    private static int above(int length) {
        return (length + FANOUT - 1) / FANOUT;
    }

    private static long[] everyOneIn(long[] starts) {
        long[] some = new long[above(starts.length)];
        Arrays.setAll(some, index -> starts[index * FANOUT]);
        return some;
    }

    int find(long highHalf, long lowHalf) {
        long signedHigh = highHalf ^ Long.MIN_VALUE;
        int at = 0;
        for (int level = high.length - 1; level >= 0; level--) {
            at = lastUpTo(high[level], at * FANOUT, signedHigh);
        }
        // Only an address whose /64 is cut further has to be told from its neighbours by the low half.
        if (low.length == 0 || high[0][at] != signedHigh || low[at] <= (lowHalf ^ Long.MIN_VALUE)) {
            return value(at);
        }
        return value(lastUpTo(at, signedHigh, lowHalf ^ Long.MIN_VALUE));
    }

    private int value(int at) {
        byte value = values[at];
        return value == PrefixTable.NONE ? PrefixTable.NONE : value & 0xff;
    }

    /**
     * The last of up to eight starts that is not behind the wanted one; the first never is. Each step keeps or moves one number, which
     * compiles to a conditional move: where an address lies is not to be predicted, and a branch that is not costs more than its look.
     */
    private static int lastUpTo(long[] starts, int first, long wanted) {
        int at = first;
        int left = Math.min(FANOUT, starts.length - first);
        while (left > 1) {
            int half = left >>> 1;
            at = starts[at + half] <= wanted ? at + half : at;
            left -= half;
        }
        return at;
    }

    /** The last start before this one that is not behind the wanted address, by both halves. */
    private int lastUpTo(int behind, long wantedHigh, long wantedLow) {
        long[] highs = high[0];
        int from = 0;
        int end = behind;
        while (end - from > 1) {
            int middle = (from + end) >>> 1;
            boolean upTo = highs[middle] < wantedHigh || (highs[middle] == wantedHigh && low[middle] <= wantedLow);
            from = upTo ? middle : from;
            end = upTo ? end : middle;
        }
        return from;
    }

    long octets() {
        return 8 * (total(high) + low.length) + values.length;
    }

    private static long total(long[][] levels) {
        long total = 0;
        for (long[] level : levels) {
            total += level.length;
        }
        return total;
    }
}
