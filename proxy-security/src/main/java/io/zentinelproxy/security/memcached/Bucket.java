package io.zentinelproxy.security.memcached;

import io.zentinelproxy.security.quota.Rate;

/**
 * A token bucket as one value in memcached, {@code TIME USED}: what of the burst was used at a time.
 *
 * @param time nanoseconds since 1970
 * @param used permits; comes down by the rate, to 0. Beyond the burst where more was used than there was. A double counts to 2^52 with
 *     fractions fine enough: an error of 1e-9 permits is not seen by anybody.
 */
record Bucket(long time, double used) {
    static final Bucket FULL = new Bucket(0, 0);

    private static final double FRACTION_LOST = 1e-9;

    /** @throws BadReplyException where it is not one of ours */
    static Bucket parse(Reply reply) throws BadReplyException {
        if (!reply.is(Reply.Code.VALUE)) {
            throw new BadReplyException("no reply to a value that is asked for");
        }
        String text = reply.text();
        int blank = text.indexOf(' ');
        try {
            long time = Reply.unsigned(text.substring(0, Math.max(0, blank)));
            double used = Double.parseDouble(text.substring(blank + 1));
            if (used >= 0 && used <= 2.0 * Windows.MOST) {
                return new Bucket(time, used);
            }
        } catch (NumberFormatException none) {
            // As one out of range.
        }
        throw new BadReplyException("a value that is no bucket");
    }

    String text() {
        return time + " " + used;
    }

    /** The same later. A clock that is behind that of who used it last adds nothing. */
    Bucket at(long now, Rate rate) {
        return now <= time ? this : new Bucket(now, Math.max(0, used - (now - time) * perNano(rate)));
    }

    boolean holds(long cost, Rate rate) {
        return used + cost <= rate.burst() + FRACTION_LOST;
    }

    Bucket less(long cost) {
        return new Bucket(time, Math.clamp(used + cost, 0, 2.0 * Windows.MOST));
    }

    /** Whole permits; negative where more was used than there was. */
    long left(Rate rate) {
        return (long) Math.floor(rate.burst() - used + FRACTION_LOST);
    }

    /** Until so much is there; for ever where it is more than the burst. */
    long nanosUntil(long cost, Rate rate) {
        if (cost > rate.burst()) {
            return Long.MAX_VALUE;
        }
        return (long) Math.ceil(Math.max(0, used + cost - rate.burst()) / perNano(rate));
    }

    double nanosUntilFull(Rate rate) {
        return Math.ceil(used / perNano(rate));
    }

    private static double perNano(Rate rate) {
        return (double) rate.permits() / rate.period().toNanos();
    }
}
