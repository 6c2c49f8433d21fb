package io.zentinelproxy.security.memcached;

import io.zentinelproxy.security.memcached.Count.Bucketed;
import io.zentinelproxy.security.memcached.Count.Windowed;
import io.zentinelproxy.security.quota.StoreException;
import java.util.List;

/**
 * Takes costs that have been used already, or gives them back. What the window has no room for is taken from those that follow. Belongs to
 * one thread.
 */
final class Settlement {
    private final Counts counts;
    private final Server.Loan loan;
    private final SharedClock clock;

    Settlement(Counts counts, Server.Loan loan, SharedClock clock) {
        this.counts = counts;
        this.loan = loan;
        this.clock = clock;
    }

    /** @return true */
    boolean settle() throws StoreException {
        Counts.read(counts.all(), loan, clock);
        for (Windowed one : counts.windows()) {
            Counts.payAhead(one, loan, clock.now());
        }
        write(counts.buckets(), loan, clock);
        return true;
    }

    /** Reads these buckets and stores them. */
    static void storeAll(List<Bucketed> buckets, Server.Loan loan, SharedClock clock) throws StoreException {
        Counts.read(buckets, loan, clock);
        write(buckets, loan, clock);
    }

    private static void write(List<Bucketed> buckets, Server.Loan loan, SharedClock clock) throws StoreException {
        List<Bucketed> open = unstored(buckets);
        for (int round = 0; !open.isEmpty(); round++) {
            if (round == Counts.MAX_ROUNDS) {
                throw Counts.lost(loan);
            }
            Counts.store(open, loan, clock);
            open = unstored(open);
        }
    }

    private static List<Bucketed> unstored(List<Bucketed> buckets) {
        return buckets.stream().filter(one -> !one.isStored()).toList();
    }
}
