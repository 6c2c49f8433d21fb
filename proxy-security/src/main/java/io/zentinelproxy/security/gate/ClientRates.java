package io.zentinelproxy.security.gate;

import io.zentinelproxy.core.net.Ticker;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A token bucket for each client, in two numbers: who it is, and when its bucket will be full again (the generic cell rate algorithm,
 * ITU-T I.371). A client whose bucket is full again need not be known, and its place is free. The table does not grow: where all the
 * places that a client may have are taken, the one whose bucket is fullest is forgotten and begins anew with a full one. A flood out
 * of more prefixes than are tracked is therefore limited less the wider it is spread, and never costs more memory. Any thread.
 */
final class ClientRates {
    /** Places that one client may have, side by side: one or two lines of the cache. */
    private static final int WAYS = 8;

    private static final int LOCKS = 64;
    private static final long SECOND = 1_000_000_000;

    private final long interval;
    private final long tolerance;
    private final long seed;
    private final Ticker ticker;
    private final ReentrantLock[] locks = new ReentrantLock[LOCKS];

    /** Guarded by the lock of its set, as what stands beside it. */
    private final long[] clients;

    private final long[] fullAt;

    /**
     * @param rate new connections a second
     * @param burst connections at once out of a full bucket
     * @param tracked clients, rounded up to a power of two
     * @param seed unknown to clients, so that none can choose addresses that meet in one place
     */
    ClientRates(int rate, int burst, int tracked, long seed, Ticker ticker) {
        interval = SECOND / rate;
        tolerance = interval * burst;
        this.seed = seed;
        this.ticker = ticker;
        int places = Integer.highestOneBit(Math.max(tracked, WAYS) - 1) << 1;
        clients = new long[places];
        fullAt = new long[places];
        for (int i = 0; i < LOCKS; i++) {
            locks[i] = new ReentrantLock();
        }
    }

    /** Takes a token out of the client's bucket, if there is one. */
    boolean tryTake(long client) {
        int set = (int) Spread.of(client, seed) & clients.length / WAYS - 1;
        ReentrantLock lock = locks[set & LOCKS - 1];
        lock.lock();
        try {
            return tryTake(client, set * WAYS, ticker.nanos());
        } finally {
            lock.unlock();
        }
    }

    private boolean tryTake(long client, int first, long now) {
        int at = place(client, first, now);
        long full = clients[at] == client && fullAt[at] - now > 0 ? fullAt[at] : now;
        long next = full + interval;
        if (next - now > tolerance) {
            return false;
        }
        clients[at] = client;
        fullAt[at] = next;
        return true;
    }

    /** The client's own place, else a free one, else that of the client whose bucket is fullest. */
    private int place(long client, int first, long now) {
        int least = first;
        long leastLeft = Long.MAX_VALUE;
        for (int at = first; at < first + WAYS; at++) {
            if (clients[at] == client) {
                return at;
            }
            long left = clients[at] == 0 ? Long.MIN_VALUE : fullAt[at] - now;
            if (left < leastLeft) {
                least = at;
                leastLeft = left;
            }
        }
        return least;
    }
}
