package io.zentinelproxy.security.gate;

import java.util.concurrent.locks.ReentrantLock;

/**
 * How many connections each client has open: an open-addressed table of numbers, without an object a client. A client is in it while
 * it has a connection, so that it is bounded by the connections that may be open over all. Any thread.
 */
final class OpenConnections {
    private static final int INITIAL = 1024;

    /** Held for a few reads and writes of arrays, and for a doubling of them. */
    private final ReentrantLock lock = new ReentrantLock();

    private final long seed;

    /** Zero where nobody is. Guarded by lock, as all that follows. */
    private long[] clients = new long[INITIAL];

    private int[] open = new int[INITIAL];
    private int size;

    /** @param seed unknown to clients, so that none can choose addresses that meet in one place */
    OpenConnections(long seed) {
        this.seed = seed;
    }

    /** Counts one more of this client, unless it has as many as it may. */
    boolean tryTake(long client, int most) {
        lock.lock();
        try {
            int at = find(client);
            if (open[at] >= most) {
                return false;
            }
            if (open[at]++ == 0) {
                clients[at] = client;
                size++;
                growIfHalfFull();
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    void give(long client) {
        lock.lock();
        try {
            int at = find(client);
            if (open[at] > 0 && --open[at] == 0) {
                remove(at);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Clients with a connection. */
    int clients() {
        lock.lock();
        try {
            return size;
        } finally {
            lock.unlock();
        }
    }

    /** Where the client is, or is to be. */
    private int find(long client) {
        int at = home(client);
        while (clients[at] != 0 && clients[at] != client) {
            at = next(at);
        }
        return at;
    }

    private int home(long client) {
        return (int) Spread.of(client, seed) & clients.length - 1;
    }

    private int next(int at) {
        return at + 1 & clients.length - 1;
    }

    /** Leaves no gap: who stands behind it and belongs at or before it moves up. */
    private void remove(int gap) {
        clients[gap] = 0;
        size--;
        int free = gap;
        for (int at = next(gap); clients[at] != 0; at = next(at)) {
            int away = at - home(clients[at]) & clients.length - 1;
            int fromFree = at - free & clients.length - 1;
            if (away >= fromFree) {
                clients[free] = clients[at];
                open[free] = open[at];
                clients[at] = 0;
                open[at] = 0;
                free = at;
            }
        }
    }

    private void growIfHalfFull() {
        if (size * 2 < clients.length) {
            return;
        }
        long[] before = clients;
        int[] counts = open;
        clients = new long[before.length * 2];
        open = new int[before.length * 2];
        for (int i = 0; i < before.length; i++) {
            if (before[i] != 0) {
                int at = find(before[i]);
                clients[at] = before[i];
                open[at] = counts[i];
            }
        }
    }
}
