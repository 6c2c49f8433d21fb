package io.zentinelproxy.core.upstream;

import io.zentinelproxy.core.exchange.OriginWait;
import io.zentinelproxy.core.net.Sweep;
import java.util.concurrent.locks.LockSupport;

/** A request that waits before it is sent again: until its time has come, or its client has gone. Up to one tick too long. */
final class Pause implements OriginWait.Cancellation, Sweep.Swept {
    private final Thread thread = Thread.currentThread();
    private final long until;
    private volatile boolean over;

    private Pause(long until) {
        this.until = until;
    }

    /** Waits on the exchange's thread. */
    static void until(long until, OriginWait waiting, Sweep sweep) {
        Pause pause = new Pause(until);
        waiting.awaitOrigin(pause);
        sweep.add(pause);
        try {
            while (!pause.over) {
                LockSupport.park(pause);
            }
        } finally {
            sweep.remove(pause);
            waiting.originArrived();
        }
    }

    @Override
    public void cancel() {
        end();
    }

    private void end() {
        over = true;
        LockSupport.unpark(thread);
    }

    @Override
    public boolean sweep(long now) {
        if (now - until >= 0) {
            end();
        }
        return until - now > Sweep.SOON;
    }
}
