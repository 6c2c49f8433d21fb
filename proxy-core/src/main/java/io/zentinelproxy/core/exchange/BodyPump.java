package io.zentinelproxy.core.exchange;

import io.zentinelproxy.core.fault.Fault;
import java.util.concurrent.locks.LockSupport;

/**
 * Moves content from a source to a sink: each arrival is passed on at once, and the last one together with the end of the
 * framing. A virtual thread is not preempted, so a pump that never waits parks briefly every {@link #FAIR_SHARE} octets: without
 * that, two busy pumps on two cores delay a third thread by up to 250 ms.
 */
public final class BodyPump {
    /** Octets moved before others get their turn. */
    public static final long FAIR_SHARE = 256 * 1024;

    private BodyPump() {}

    /** Moves all content and ends the sink. */
    public static void run(BodySource source, BodySink sink) throws Fault {
        move(source, sink);
        sink.finish(source.trailers());
    }

    /** Moves all content; its last octets wait for the end of the sink. A head that has no content at hand does not wait for it. */
    public static void move(BodySource source, BodySink sink) throws Fault {
        if (!source.isFinished() && !source.hasBuffered()) {
            sink.flush();
        }
        long turn = FAIR_SHARE;
        while (true) {
            int moved = source.pull(sink.space());
            if (source.isFinished() || moved < 0) {
                return;
            }
            if (source.hasBuffered()) {
                continue;
            }
            sink.flush();
            sink.expect(source.remaining());
            turn = letOthers(turn, moved);
        }
    }

    /**
     * Lets others run where the share is used up.
     *
     * @param left of the share, {@link #FAIR_SHARE} at first
     * @return what is left of it now
     */
    public static long letOthers(long left, long moved) {
        if (left > moved) {
            return left - moved;
        }
        LockSupport.parkNanos(1);
        return FAIR_SHARE;
    }
}
