package io.zentinelproxy.inference.ledger;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Books in this process, with or without a journal. One lock guards all of them: a decision looks at all limits of a request and takes a few
 * hundred nanoseconds, so that locks of their own for accounts would cost more than they part, and could deadlock. Nothing is waited for
 * under it but the journal of other processes.
 *
 * <p>A thread of its own gives back what was reserved for longer than the lease. Any thread.
 */
public final class MemoryLedger implements Ledger {
    /** After which what a request has reserved is given back, where nothing was heard of it. */
    public static final Duration LEASE = Duration.ofMinutes(15);

    /** Holders of one limit. */
    public static final int MOST_HOLDERS = 100_000;

    /** Between two looks for leases that have run out. */
    static final Duration SWEEP = Duration.ofMillis(500);

    /** Leases that are ended under one lock. */
    static final int SWEPT_AT_ONCE = 1000;

    private static final System.Logger LOG = System.getLogger(MemoryLedger.class.getName());

    private final ReentrantLock lock = new ReentrantLock();
    private final LedgerClock clock;
    private final Alerts alerts;
    private final long leaseMillis;
    private final Journal journal;
    private final Books books;
    private final RecentEntries recent = new RecentEntries();
    private final Thread sweeper;

    /** Guarded by the lock, as are those below. */
    private long now;

    private long number;
    private long released;
    private long lost;
    private String lastLoss = "";
    private boolean closed;

    MemoryLedger(LedgerClock clock, Alerts alerts, Duration lease, Books books, Journal journal) {
        this.clock = clock;
        this.alerts = alerts;
        leaseMillis = lease.toMillis();
        this.books = books;
        this.journal = journal;
        sweeper = Thread.ofVirtual().name("zentinel-ledger").unstarted(this::sweepAlways);
    }

    /**
     * Books that are lost with the process.
     *
     * @param mostHolders of one limit
     */
    public static MemoryLedger open(LedgerClock clock, Alerts alerts, Duration lease, int mostHolders) {
        return new MemoryLedger(clock, alerts, lease, new Books(mostHolders), Journal.NONE).start();
    }

    MemoryLedger start() {
        sweeper.start();
        return this;
    }

    @Override
    public Decision reserve(List<Claim> claims) throws LedgerException {
        lock.lock();
        try {
            begin();
            try {
                return decide(claims, now());
            } finally {
                journal.end();
            }
        } finally {
            lock.unlock();
        }
    }

    private void begin() throws LedgerException {
        if (closed) {
            throw new LedgerException("the books are closed");
        }
        journal.begin(books);
    }

    /** It does not go back. */
    private long now() {
        now = Math.max(now, clock.millis());
        return now;
    }

    private Decision decide(List<Claim> claims, long at) throws LedgerException {
        @Nullable Account[] found = books.find(claims, at);
        Decision refused = books.refusal(claims, found);
        if (refused != null) {
            return refused;
        }
        if (!books.hasRoom()) {
            throw new LedgerException("there are " + Books.MOST_OPEN + " open reservations, and may be no more");
        }
        boolean[] enough = Books.enough(claims, found);
        Open open = opened(claims, found, at);
        journal.opened(open);
        books.open(open);
        return new Decision.Granted(new Held(open), Books.standings(claims, found, enough));
    }

    private Open opened(List<Claim> claims, @Nullable Account[] found, long at) {
        Account[] accounts = new Account[found.length];
        long[] amounts = new long[found.length];
        for (int i = 0; i < found.length; i++) {
            Claim claim = claims.get(i);
            Account account = found[i];
            // It only counts, and has no room for a new holder: one account for all of those.
            accounts[i] = account == null ? books.account(claim.limit(), Books.OTHERS, at) : account;
            amounts[i] = claim.amount();
        }
        return new Open(journal.owner(), ++number, at, at + leaseMillis, accounts, amounts);
    }

    private void settle(Open open, long[] used, Entry entry) {
        if (used.length != open.accounts.length) {
            throw new IllegalArgumentException(used.length + " amounts for " + open.accounts.length + " claims");
        }
        List<Telling> tellings = new ArrayList<>(0);
        lock.lock();
        try {
            if (open.ended) {
                return;
            }
            recent.add(entry);
            boolean written = settleWritten(open, used, entry);
            if (!written) {
                books.settle(open, used, now());
            }
            for (Account account : open.accounts) {
                Telling.add(tellings, account);
            }
        } finally {
            lock.unlock();
        }
        journal.settledSafely();
        Telling.tell(tellings, alerts);
    }

    private boolean settleWritten(Open open, long[] used, Entry entry) {
        try {
            begin();
        } catch (LedgerException e) {
            lose(e);
            return false;
        }
        try {
            long at = now();
            journal.settled(open, used, entry, at);
            books.settle(open, used, at);
            return true;
        } catch (LedgerException e) {
            lose(e);
            return false;
        } finally {
            journal.end();
        }
    }

    /** What was used counts in this process at least. */
    private void lose(LedgerException why) {
        String message = String.valueOf(why.getMessage());
        if (!message.equals(lastLoss)) {
            LOG.log(Level.ERROR, "an entry is not in the journal: " + message);
        }
        lastLoss = message;
        lost++;
    }

    private void release(Open open) {
        lock.lock();
        try {
            if (open.ended) {
                return;
            }
            released++;
            begin();
            try {
                long at = now();
                journal.released(open, at);
                books.release(open, at);
            } finally {
                journal.end();
            }
        } catch (LedgerException e) {
            // Others wait for its lease to run out.
            books.release(open, now());
        } finally {
            lock.unlock();
        }
    }

    private void sweepAlways() {
        try {
            while (true) {
                Thread.sleep(SWEEP);
                sweep();
                journal.sync();
            }
        } catch (InterruptedException e) {
            // Closed.
        }
    }

    /** What others have written, and what those that are dead have left open is given back. */
    void readAll() throws LedgerException {
        lock.lock();
        try {
            begin();
            try {
                journal.tend(books, now());
            } finally {
                journal.end();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Ends the leases that have run out, as its own thread does again and again. */
    void sweep() {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            journal.begin(books);
            try {
                journal.tend(books, now());
            } finally {
                journal.end();
            }
        } catch (LedgerException e) {
            LOG.log(Level.WARNING, "leases are not looked at: " + e.getMessage());
        } finally {
            lock.unlock();
        }
    }

    @Override
    public List<AccountState> states(Limit limit, int most) throws LedgerException {
        lock.lock();
        try {
            begin();
            try {
                return books.states(limit, most, now());
            } finally {
                journal.end();
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public AccountState state(Limit limit, String holder) throws LedgerException {
        lock.lock();
        try {
            begin();
            try {
                return books.state(limit, holder, now());
            } finally {
                journal.end();
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public List<Entry> recent() {
        lock.lock();
        try {
            return recent.list();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public LedgerTotals totals() {
        lock.lock();
        try {
            return books.totals(recent.count(), released, lost, journal.store());
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        sweeper.interrupt();
        lock.lock();
        try {
            if (!closed) {
                closed = true;
                journal.close();
            }
        } finally {
            lock.unlock();
        }
    }

    /** One of ours. */
    private final class Held implements Reservation {
        private final Open open;

        Held(Open open) {
            this.open = open;
        }

        @Override
        public void settle(long[] used, Entry entry) {
            MemoryLedger.this.settle(open, used, entry);
        }

        @Override
        public void release() {
            MemoryLedger.this.release(open);
        }
    }
}
