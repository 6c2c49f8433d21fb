package io.zentinelproxy.inference.ledger;

/**
 * A bucket, kept as what is owed of it: in units times {@code unit}, of which every millisecond pays {@code rate}. Both come from the period
 * and what it is worth, divided by what divides both, so that nothing is ever rounded (as in a generic cell rate algorithm).
 *
 * <p>A reservation is owed at once. Where less was used the rest is given back, but not what the time has paid of it: else a bucket that had
 * filled up meanwhile would hold more than fits into it.
 */
final class BucketAccount extends Account {
    private long rate;
    private long unit;
    private long burst;

    /** In units of the measure times {@code unit}. */
    private long owed;

    /** When {@code owed} was true. */
    private long paid;

    BucketAccount(Limit limit, Window.Bucket window, String holder) {
        super(limit, holder);
        shape(limit, window);
    }

    private void shape(Limit of, Window.Bucket window) {
        long period = Math.max(1, window.period().toMillis());
        long common = Whole.gcd(period, Math.max(1, of.most()));
        rate = Math.max(1, of.most()) / common;
        unit = period / common;
        burst = window.burst();
    }

    @Override
    void turn() {
        if (paid == 0) {
            paid = now;
        }
        owed = Math.max(0, owed - Whole.times(now - paid, rate));
        paid = now;
    }

    private long room() {
        return Whole.times(burst, unit) - owed;
    }

    @Override
    long remaining() {
        return Math.floorDiv(room(), unit);
    }

    @Override
    long waitMillis(long amount) {
        if (amount > Whole.plus(burst, limit.extra())) {
            return NEVER;
        }
        long missing = Whole.times(amount - limit.extra(), unit) - room();
        return Math.max(0, Whole.divideUp(missing, rate));
    }

    @Override
    long resetMillis() {
        return Whole.divideUp(owed, rate);
    }

    @Override
    long used() {
        return Whole.divideUp(owed, unit);
    }

    @Override
    void reserve(long amount) {
        super.reserve(amount);
        owed = Whole.plus(owed, Whole.times(amount, unit));
    }

    @Override
    void charge(long reserved, long used, long since) {
        long before = Whole.times(reserved, unit);
        long after = Whole.times(used, unit);
        if (after >= before) {
            owed = Whole.plus(owed, after - before);
        } else {
            long gone = Whole.times(Math.max(0, now - since), rate);
            owed = Math.max(0, owed - Math.max(0, before - Math.max(after, gone)));
        }
    }

    @Override
    boolean isBlank() {
        return owed == 0 && open == 0;
    }

    @Override
    boolean adopt(Limit changed) {
        if (!(changed.window() instanceof Window.Bucket window)) {
            return false;
        }
        long before = unit;
        long units = owed / before;
        long rest = owed % before;
        limit = changed;
        shape(changed, window);
        owed = Whole.plus(Whole.times(units, unit), Whole.divideUp(Whole.times(rest, unit), before));
        return true;
    }

    @Override
    long[] save() {
        return new long[] {owed, paid};
    }

    @Override
    void restore(long[] saved) {
        owed = saved[0];
        paid = saved[1];
    }
}
