package io.zentinelproxy.inference.ledger;

/**
 * What one holder has used of one limit, and what requests under way may still use of it. Who calls holds the lock of the books, and has told
 * the time by {@link #advance} before anything else.
 */
abstract sealed class Account permits BucketAccount, CalendarAccount, RollingAccount {
    /** When to try again what is only kept by requests under way: they may end at any moment. */
    static final long BUSY_MILLIS = 1000;

    static final long NEVER = Long.MAX_VALUE;

    final String holder;
    Limit limit;

    /** When it was looked at last; the time does not go back. */
    long now;

    /** In units of the measure, by reservations that are open. */
    long held;

    /** How many of them there are. */
    int open;

    /** Thresholds that were told, a bit each. */
    int told;

    /** Not in the books any more: who settles late asks for another. */
    boolean gone;

    Account(Limit limit, String holder) {
        this.limit = limit;
        this.holder = holder;
    }

    static Account of(Limit limit, String holder, long now) {
        Account account = switch (limit.window()) {
            case Window.Bucket bucket -> new BucketAccount(limit, bucket, holder);
            case Window.Calendar calendar -> new CalendarAccount(limit, calendar, holder);
            case Window.Rolling rolling -> new RollingAccount(limit, rolling, holder);
        };
        account.advance(now);
        return account;
    }

    final void advance(long time) {
        if (time > now) {
            now = time;
            turn();
        }
    }

    /** The time has gone on. */
    abstract void turn();

    /** What may still be reserved, without the overdraft; negative in one. */
    abstract long remaining();

    /** Until so much may be had, which is not there now; {@link #NEVER} where it never may. */
    abstract long waitMillis(long amount);

    /** Until all may be had again. */
    abstract long resetMillis();

    /** What counts at this moment, for thresholds. */
    abstract long used();

    long carried() {
        return 0;
    }

    void reserve(long amount) {
        held = Whole.plus(held, amount);
        open++;
    }

    /**
     * A reservation ends.
     *
     * @param reserved what was reserved, and is so no more
     * @param used in its place
     * @param since when it was reserved
     */
    void settle(long reserved, long used, long since) {
        held = Math.max(0, held - reserved);
        open--;
        charge(reserved, used, since);
    }

    /** Where nothing is reserved any more, as the lease has run out. */
    void settleLate(long used) {
        charge(0, used, now);
    }

    abstract void charge(long reserved, long used, long since);

    /** Nothing is forgotten with it but what a holder has not used of earlier turns. */
    abstract boolean isBlank();

    /** The limit has changed with the configuration. False where what it has counted means nothing to the new one. */
    boolean adopt(Limit changed) {
        if (!limit.window().equals(changed.window())) {
            return false;
        }
        limit = changed;
        return true;
    }

    /** Numbers that make up its state, for a checkpoint. */
    abstract long[] save();

    abstract void restore(long[] saved);

    final AccountState state() {
        return new AccountState(limit.id(), holder, limit.most(), used(), held, carried(), remaining(), resetMillis());
    }

    /** Thresholds that were crossed just now, a bit each. */
    final int crossings() {
        int crossed = 0;
        long used = used();
        for (int i = 0; i < limit.thresholds().size(); i++) {
            boolean beyond = used > 0
                    && used >= Whole.share(limit.most(), limit.thresholds().get(i));
            if (beyond && (told & 1 << i) == 0) {
                crossed |= 1 << i;
            } else if (!beyond && isRearmed()) {
                told &= ~(1 << i);
            }
        }
        told |= crossed;
        return crossed;
    }

    /** Whether a threshold may be told again once it is not reached any more; a turn of the calendar does that by its end. */
    boolean isRearmed() {
        return true;
    }
}
