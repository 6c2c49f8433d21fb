package io.zentinelproxy.security.memcached;

import io.zentinelproxy.security.memcached.Count.Bucketed;
import io.zentinelproxy.security.memcached.Count.Windowed;
import io.zentinelproxy.security.quota.StoreException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;

/** All charges of one decision at one server. Belongs to one thread. */
record Counts(List<Count> all, List<Windowed> windows, List<Bucketed> buckets) {
    /** Times that a bucket is changed by others between our reading and our writing; then it counts as a failure of the store. */
    static final int MAX_ROUNDS = 64;

    /**
     * The longest wait before a bucket that others have changed is read again, of random length: two processes in step would take turns for
     * ever in which only one of them stores.
     */
    private static final long LONGEST_PAUSE_NANOS = 300_000;

    /** Windows to come from which what is owed is taken; what is owed beyond is forgotten. */
    static final int MAX_AHEAD = 64;

    static Counts of(List<Count> all) {
        List<Windowed> windows = new ArrayList<>(all.size());
        List<Bucketed> buckets = new ArrayList<>(0);
        for (Count count : all) {
            switch (count) {
                case Windowed one -> windows.add(one);
                case Bucketed one -> buckets.add(one);
            }
        }
        return new Counts(all, windows, buckets);
    }

    /** Whether none that is enforced has too little. */
    boolean admit() {
        for (Count count : all) {
            if (count.charge().limiter().enforced() && !count.fits()) {
                return false;
            }
        }
        return true;
    }

    /** Stores these buckets, and reads those again that others have changed. */
    static void store(List<Bucketed> buckets, Server.Loan loan, SharedClock clock) throws StoreException {
        Commands commands = new Commands();
        buckets.forEach(one -> one.store(commands));
        Reply[] replies = loan.ask(commands);
        try {
            for (int i = 0; i < replies.length; i++) {
                buckets.get(i).stored(replies[i]);
            }
        } catch (BadReplyException bad) {
            throw loan.failed(bad);
        }
        List<Bucketed> lost = buckets.stream().filter(one -> !one.isStored()).toList();
        if (!lost.isEmpty()) {
            LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(LONGEST_PAUSE_NANOS));
            read(lost, loan, clock);
        }
    }

    /** Asks with the first command of each. */
    static void read(List<? extends Count> counts, Server.Loan loan, SharedClock clock) throws StoreException {
        if (counts.isEmpty()) {
            return;
        }
        Commands commands = new Commands();
        long now = clock.now();
        counts.forEach(one -> one.ask(commands, now));
        Reply[] replies = loan.ask(commands);
        try {
            for (int i = 0; i < replies.length; i++) {
                counts.get(i).told(replies[i]);
            }
        } catch (BadReplyException bad) {
            throw loan.failed(bad);
        }
    }

    static StoreException lost(Server.Loan loan) {
        return new StoreException("memcached " + loan.server() + ": a bucket was changed by others " + MAX_ROUNDS
                + " times while it was read");
    }

    /** Takes what a window owes from those that follow: as much from each as it still has. */
    static void payAhead(Windowed one, Server.Loan loan, long now) throws StoreException {
        long owed = one.owed();
        int ahead = 1;
        while (owed > 0 && ahead <= MAX_AHEAD) {
            int taken = (int) Math.clamp(Math.ceilDiv(owed, one.most()), 1, MAX_AHEAD + 1L - ahead);
            owed = takeAhead(one, ahead, taken, owed, loan, now);
            ahead += taken;
        }
    }

    private static long takeAhead(Windowed one, int first, int taken, long owed, Server.Loan loan, long now)
            throws StoreException {
        Commands commands = new Commands();
        long[] parts = new long[taken];
        long left = owed;
        for (int i = 0; i < taken; i++) {
            parts[i] = Math.min(left, one.most());
            left -= parts[i];
            one.takeAhead(commands, first + i, parts[i], now);
        }
        Reply[] replies = loan.ask(commands);
        try {
            for (int i = 0; i < taken; i++) {
                left += Math.clamp(replies[i].number() - one.most(), 0, parts[i]);
            }
        } catch (BadReplyException bad) {
            throw loan.failed(bad);
        }
        return left;
    }
}
