package io.zentinelproxy.core.upstream;

import io.zentinelproxy.core.bytes.BulkBuffers;
import io.zentinelproxy.core.bytes.HoldBudget;
import io.zentinelproxy.core.http1.Http1Upstream;
import java.util.ArrayList;

/** The exchanges of HTTP/1.1 of one upstream, whose buffers are used again. Guarded by its monitor. */
final class Exchanges {
    /** Kept for reuse. */
    private static final int POOLED = 512;

    private final BulkBuffers bulk;
    private final HoldBudget budget;
    private final ArrayList<Http1Upstream> idle = new ArrayList<>();
    private int inUse;

    Exchanges(BulkBuffers bulk, HoldBudget budget) {
        this.bulk = bulk;
        this.budget = budget;
    }

    Http1Upstream take() {
        boolean usual;
        synchronized (this) {
            inUse++;
            if (!idle.isEmpty()) {
                return idle.removeLast();
            }
            usual = inUse <= POOLED;
        }
        return usual ? Http1Upstream.kept(bulk, budget) : Http1Upstream.lean(bulk, budget);
    }

    synchronized void give(Http1Upstream exchange) {
        inUse--;
        if (exchange.isKept() && idle.size() < POOLED) {
            idle.add(exchange);
        }
    }

    /** One is left to a thread that may still use it, and to the collector. */
    synchronized void lose() {
        inUse--;
    }
}
