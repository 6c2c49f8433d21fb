package io.zentinelproxy.core.testkit;

import java.util.ArrayList;
import java.util.List;

/** The requests that an origin got, in the order in which their heads were complete. Any thread. */
public final class RequestLog<R> {
    /** Guarded by this, which is notified when it grows. */
    private final List<R> requests = new ArrayList<>();

    public synchronized void add(R request) {
        requests.add(request);
        notifyAll();
    }

    public synchronized List<R> all() {
        return List.copyOf(requests);
    }

    /** Waits for so many in all and returns them. */
    public synchronized List<R> await(int count) {
        HangGuard.await(
                this,
                () -> requests.size() >= count,
                () -> "expected " + count + " requests at the origin, came " + requests);
        return List.copyOf(requests);
    }

    /** Waits for the first. Fails when another one has come as well. */
    public R awaitOnly() {
        List<R> seen = await(1);
        if (seen.size() != 1) {
            throw new AssertionError("expected one request at the origin, came " + seen);
        }
        return seen.getFirst();
    }

    synchronized void forget() {
        requests.clear();
    }
}
