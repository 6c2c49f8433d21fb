package io.zentinelproxy.security.memcached;

import io.zentinelproxy.security.quota.Breaker;
import io.zentinelproxy.security.quota.Charge;
import io.zentinelproxy.security.quota.LimitStore;
import io.zentinelproxy.security.quota.StoreException;
import io.zentinelproxy.security.quota.StoreState;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * Counts in one memcached. Limits are counted by {@link Windows}, one round trip a decision; by a {@link Bucket} where that is asked for, or
 * no window has room for one permit: two round trips where something is taken, and more where others change the same bucket meanwhile. Any
 * thread.
 */
final class ServerStore implements LimitStore {
    /** How long it is waited for when the store is opened. */
    private static final Duration GREETING = Duration.ofSeconds(1);

    /** Questions at the start. */
    private static final int REHEARSALS = 64;

    private final Server server;
    private final int connections;
    private final KeyNames names;
    private final Lifetime lifetime;
    private final long timeoutNanos;
    private final boolean exact;
    private final SharedClock clock;
    private final ClockMark mark;
    private final Breaker breaker;
    private final Turns turns = new Turns();

    ServerStore(Server server, MemcachedSettings settings, SharedClock clock) {
        this.server = server;
        connections = settings.connections();
        this.clock = clock;
        names = new KeyNames(settings.prefix());
        lifetime = new Lifetime(settings.leastLifetime());
        timeoutNanos = settings.timeout().toNanos();
        exact = settings.exact();
        mark = new ClockMark(names.shared("clock"), clock, server.name());
        breaker = new Breaker("memcached " + server.name(), () -> probe(settings.timeout()));
    }

    /** What is done with a connection. */
    @FunctionalInterface
    private interface Work {
        boolean with(Server.Loan loan) throws StoreException;
    }

    @Override
    public boolean take(Charge[] charges, int count) throws StoreException {
        Counts counts = counts(charges, count);
        return run(counts, loan -> new Decision(counts, loan, clock, mark).take());
    }

    @Override
    public void settle(Charge[] charges, int count) throws StoreException {
        Counts counts = counts(charges, count);
        run(counts, loan -> new Settlement(counts, loan, clock).settle());
    }

    private boolean run(Counts counts, Work work) throws StoreException {
        breaker.check();
        long deadline = System.nanoTime() + timeoutNanos;
        try (Turns.Turn turn = turns.await(counts.buckets(), deadline, server.name());
                Server.Loan loan = server.borrow(deadline)) {
            boolean done = work.with(loan);
            breaker.succeeded();
            return done;
        } catch (StoreException failed) {
            breaker.failed(failed);
            throw failed;
        }
    }

    private Counts counts(Charge[] charges, int count) {
        List<Count> all = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            Charge charge = charges[i];
            Windows windows = Windows.of(charge.limiter().rate());
            byte[] name = names.of(charge);
            all.add(
                    exact || !windows.canCount()
                            ? new Count.Bucketed(charge, name, lifetime)
                            : new Count.Windowed(charge, name, windows, lifetime));
        }
        return Counts.of(all);
    }

    /** Finds out whether it answers; until it does, nobody asks it. */
    void greet() {
        server.awaitAddress(GREETING);
        try {
            rehearse();
            join();
        } catch (StoreException unreachable) {
            breaker.open(unreachable);
        }
    }

    /** A time that is told anew while we look is that of proxies at work; one that is not may be of any age. */
    private void join() throws StoreException {
        long before = probe(GREETING);
        if (before > 0) {
            LockSupport.parkNanos(2 * ClockMark.OLD);
            long after = probe(GREETING);
            if (after > before) {
                clock.join(after);
            }
        }
    }

    /** So that the first requests pay neither for connecting nor for the loading of classes. */
    private void rehearse() throws StoreException {
        Deque<Server.Loan> all = new ArrayDeque<>();
        try {
            for (int i = 0; i < connections; i++) {
                all.push(server.borrow(System.nanoTime() + GREETING.toNanos()));
                ask(all.element());
            }
        } finally {
            all.forEach(Server.Loan::close);
        }
        for (int i = 0; i < REHEARSALS; i++) {
            probe(GREETING);
        }
    }

    private long probe(Duration within) throws StoreException {
        try (Server.Loan loan = server.borrow(System.nanoTime() + within.toNanos())) {
            return ask(loan);
        }
    }

    /** Asks it something that changes nothing: the time that proxies have told. */
    private long ask(Server.Loan loan) throws StoreException {
        Commands commands = new Commands();
        mark.read(commands);
        Reply reply = loan.ask(commands)[0];
        try {
            return mark.told(reply);
        } catch (BadReplyException bad) {
            throw loan.failed(bad);
        }
    }

    @Override
    public StoreState state() {
        return breaker.state();
    }

    @Override
    public void close() {
        breaker.close();
        server.close();
    }
}
