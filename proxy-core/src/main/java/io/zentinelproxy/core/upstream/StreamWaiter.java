package io.zentinelproxy.core.upstream;

import io.zentinelproxy.core.exchange.OriginWait;
import io.zentinelproxy.core.fault.UpstreamFault;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A request that waits for a place on a connection of HTTP/2. Guarded by its pool, but for its cancellation. */
final class StreamWaiter implements OriginWait.Cancellation {
    private final Thread thread = Thread.currentThread();
    private volatile boolean cancelled;
    private boolean served;
    private @Nullable SharedConnection connection;
    private UpstreamFault.@Nullable Kind fault;

    @Override
    public void cancel() {
        cancelled = true;
        LockSupport.unpark(thread);
    }

    boolean isCancelled() {
        return cancelled;
    }

    /** Whether its wait is over. */
    boolean isServed() {
        return served;
    }

    /** It has a place there. */
    void serve(SharedConnection on) {
        connection = on;
        wake();
    }

    /** The attempt at a connection that it has waited for has failed. */
    void fail(UpstreamFault.Kind kind) {
        fault = kind;
        wake();
    }

    /** It looks again: what it has waited for will not come. */
    void lookAgain() {
        wake();
    }

    private void wake() {
        served = true;
        LockSupport.unpark(thread);
    }

    /** Where it has a place, or null to look again. */
    @Nullable
    SharedConnection outcome() throws UpstreamFault {
        if (fault != null) {
            throw new UpstreamFault(fault);
        }
        return connection;
    }
}
