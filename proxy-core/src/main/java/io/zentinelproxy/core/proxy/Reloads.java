package io.zentinelproxy.core.proxy;

import io.zentinelproxy.core.observe.Figures;
import io.zentinelproxy.core.observe.Reading;
import io.zentinelproxy.core.observe.Teller;
import java.util.concurrent.atomic.AtomicLong;

/** What came of reloads so far. Any thread. */
final class Reloads implements Teller {
    private final AtomicLong succeeded = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private volatile long succeededAtSeconds = System.currentTimeMillis() / 1000;
    private volatile boolean lastFailed;

    void succeeded() {
        succeeded.incrementAndGet();
        succeededAtSeconds = System.currentTimeMillis() / 1000;
        lastFailed = false;
    }

    void failed() {
        failed.incrementAndGet();
        lastFailed = true;
    }

    /** What could not be put into force is gone again. */
    void unchanged() {
        lastFailed = false;
    }

    @Override
    public void tell(Figures figures) {
        figures.put(Reading.CONFIG_RELOADS, succeeded.get(), "success");
        figures.put(Reading.CONFIG_RELOADS, failed.get(), "failure");
        figures.put(Reading.CONFIG_LAST_RELOAD_SUCCESSFUL, lastFailed ? 0 : 1);
        figures.put(Reading.CONFIG_LOADED, succeededAtSeconds);
    }
}
