package io.zentinelproxy.inference.ledger;

/** Whole numbers that stay at the greatest there is rather than turn negative. */
final class Whole {
    /** Far from an overflow of a sum of two. */
    static final long MOST = Long.MAX_VALUE / 4;

    private Whole() {}

    /** Of two that are at least 0. */
    static long times(long one, long other) {
        long product = one * other;
        return Math.multiplyHigh(one, other) != 0 || product < 0 ? MOST : Math.min(MOST, product);
    }

    static long plus(long one, long other) {
        return Math.min(MOST, one + other);
    }

    /** So many thousandths of it, rounded up. */
    static long share(long of, int perMille) {
        return of / 1000 * perMille + divideUp(of % 1000 * perMille, 1000);
    }

    static long nanos(long millis) {
        return millis > Long.MAX_VALUE / 1_000_000 ? Long.MAX_VALUE : millis * 1_000_000;
    }

    static long divideUp(long one, long by) {
        return (one + by - 1) / by;
    }

    static long gcd(long one, long other) {
        long a = one;
        long b = other;
        while (b != 0) {
            long rest = a % b;
            a = b;
            b = rest;
        }
        return a;
    }
}
