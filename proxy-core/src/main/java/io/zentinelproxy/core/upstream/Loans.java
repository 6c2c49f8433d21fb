package io.zentinelproxy.core.upstream;

import io.zentinelproxy.core.exchange.StalledClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What a pool has lent. A client that does not take its answer keeps a connection that others wait for, at no cost to itself; so where
 * requests wait, as many exchanges end as have been {@link #STALLED} for their clients, those first that have been for longest. Where nobody
 * waits nobody is looked at. Guarded by the pool, so that an exchange cannot go on to another request while it is looked at or ended.
 */
final class Loans {
    /** How long a client takes not one octet of what waits for it, at least, before others go first. */
    static final Duration STALLED = Duration.ofMillis(500);

    private final ArrayList<Loan> all = new ArrayList<>();

    /** How many were told to end and have not yet. */
    private int ending;

    /** At which tick fewer were found than were wanted: before the next there will be no others. */
    private long exhaustedAt;

    private record Stalled(Loan loan, long since) {}

    Loans(long now) {
        exhaustedAt = now;
    }

    void add(Loan loan, StalledClient client) {
        loan.begin(all.size(), client);
        all.add(loan);
    }

    /** What was lent is back, or belongs to its borrower. Does nothing where that was said before. */
    void remove(Loan loan) {
        int place = loan.place();
        if (place < 0) {
            return;
        }
        Loan last = all.removeLast();
        if (last != loan) {
            all.set(place, last);
            last.place(place);
        }
        ending -= loan.isEnding() ? 1 : 0;
        loan.end();
    }

    /** Ends an exchange for each request that waits, as far as their clients are stalled. */
    void makeRoom(int waiting, long now) {
        int wanted = waiting - ending;
        if (wanted <= 0 || exhaustedAt == now) {
            return;
        }
        List<Stalled> stalled = stalled(now);
        if (stalled.size() < wanted) {
            exhaustedAt = now;
        }
        stalled.sort(Comparator.comparingLong(one -> one.since() - now));
        for (Stalled one : stalled.subList(0, Math.min(wanted, stalled.size()))) {
            ending++;
            one.loan().cut();
        }
    }

    private List<Stalled> stalled(long now) {
        List<Stalled> found = new ArrayList<>();
        for (Loan loan : all) {
            long since = loan.stalledSince();
            if (since != StalledClient.NOT_STALLED && now - since >= STALLED.toNanos()) {
                found.add(new Stalled(loan, since));
            }
        }
        return found;
    }
}
