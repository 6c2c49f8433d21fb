package io.zentinelproxy.security.memcached;

import io.zentinelproxy.security.memcached.Count.Bucketed;
import io.zentinelproxy.security.memcached.Count.Windowed;
import io.zentinelproxy.security.quota.StoreException;
import java.util.List;

/**
 * One decision at one server: all windows take their cost, and all buckets are read, in one round trip. Where all that is enforced fits,
 * the buckets are stored; otherwise windows give back, which nobody waits for. Belongs to one thread.
 */
final class Decision {
    private final Counts counts;
    private final Server.Loan loan;
    private final SharedClock clock;
    private final ClockMark mark;

    Decision(Counts counts, Server.Loan loan, SharedClock clock, ClockMark mark) {
        this.counts = counts;
        this.loan = loan;
        this.clock = clock;
        this.mark = mark;
    }

    boolean take() throws StoreException {
        if (isLate(ask())) {
            // Ours was the clock that was behind: it is right now.
            ask();
        }
        boolean admitted = store();
        if (admitted) {
            giveBackWhatDoesNotFit();
            payAhead();
        } else {
            giveBack();
        }
        long now = clock.now();
        counts.all().forEach(one -> one.answer(admitted && one.fits(), now));
        return admitted;
    }

    /** The time that others have told, after all was counted. */
    private long ask() throws StoreException {
        Commands commands = new Commands();
        long now = clock.now();
        int first = mark.write(commands, now);
        counts.all().forEach(one -> one.ask(commands, now));
        mark.read(commands);
        Reply[] replies = loan.ask(commands);
        try {
            for (int i = 0; i < counts.all().size(); i++) {
                counts.all().get(i).told(replies[first + i]);
            }
            return mark.told(replies[replies.length - 1]);
        } catch (BadReplyException bad) {
            throw loan.failed(bad);
        }
    }

    private boolean isLate(long time) {
        for (Windowed one : counts.windows()) {
            if (one.isOver(time)) {
                return true;
            }
        }
        return false;
    }

    /** Whether all is admitted, and stored. */
    private boolean store() throws StoreException {
        if (counts.buckets().isEmpty()) {
            return counts.admit();
        }
        for (int round = 0; counts.admit(); round++) {
            List<Bucketed> open = counts.buckets().stream()
                    .filter(one -> !one.isStored() && one.fits())
                    .toList();
            if (open.isEmpty()) {
                return true;
            }
            if (round == Counts.MAX_ROUNDS) {
                throw Counts.lost(loan);
            }
            Counts.store(open, loan, clock);
        }
        return false;
    }

    /** Of those that are not enforced; what fits nobody any more need not be given back. */
    private void giveBackWhatDoesNotFit() throws StoreException {
        giveBack(counts.windows().stream()
                .filter(one -> !one.fits() && one.leavesSome())
                .toList());
    }

    private void payAhead() throws StoreException {
        for (Windowed one : counts.windows()) {
            if (one.fits()) {
                Counts.payAhead(one, loan, clock.now());
            }
        }
    }

    private void giveBack() throws StoreException {
        giveBack(counts.windows().stream()
                .filter(one -> one.fits() || one.leavesSome())
                .toList());
        List<Bucketed> stored = counts.buckets().stream()
                .filter(Bucketed::isTaken)
                .map(Bucketed::reversed)
                .toList();
        Settlement.storeAll(stored, loan, clock);
    }

    private void giveBack(List<Windowed> some) throws StoreException {
        Commands commands = new Commands();
        some.forEach(one -> one.giveBack(commands));
        if (commands.quiet() > 0) {
            loan.tell(commands);
        }
    }
}
