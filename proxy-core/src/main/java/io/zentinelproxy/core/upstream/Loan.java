package io.zentinelproxy.core.upstream;

import io.zentinelproxy.core.exchange.StalledClient;
import org.jspecify.annotations.Nullable;

/** That something of a pool is lent, and to whom. Guarded by the pool. */
final class Loan {
    /** Where it is among the pool's {@link Loans}; -1 where it is not. */
    private int place = -1;

    private @Nullable StalledClient client;

    /** Whether its exchange was told to end. */
    private boolean ending;

    void begin(int at, StalledClient by) {
        place = at;
        client = by;
        ending = false;
    }

    void end() {
        place = -1;
        client = null;
    }

    int place() {
        return place;
    }

    void place(int at) {
        place = at;
    }

    boolean isEnding() {
        return ending;
    }

    /** Since when its client is stalled, or {@link StalledClient#NOT_STALLED}; so too where its exchange was told to end. */
    long stalledSince() {
        return client == null || ending ? StalledClient.NOT_STALLED : client.stalledSince();
    }

    /** Tells its exchange to end. */
    void cut() {
        ending = true;
        if (client != null) {
            client.endStalled();
        }
    }
}
