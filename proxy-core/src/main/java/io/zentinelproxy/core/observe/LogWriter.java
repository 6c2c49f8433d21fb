package io.zentinelproxy.core.observe;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Writes what the stripes hold, ten times a second or when one is half full, and says what was lost. One platform thread of its own;
 * a disk that blocks or fails costs lines, counted, and never an exchange.
 */
final class LogWriter implements Runnable {
    private static final System.Logger LOG = System.getLogger(LineLog.class.getName());
    private static final long PERIOD_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    /** How often a loss that goes on is said again. */
    private static final long REPORT_PERIOD_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final String name;
    private final Stripe[] stripes;
    private final LineSink sink;
    private final LongAdder dropped;
    private final LongAdder writeErrors = new LongAdder();
    private volatile boolean closing;
    private volatile boolean reopening;
    /** The stripe to begin with: the one whose line was cut by a failing sink, so that no other line gets into it. */
    private int next;

    private long reportedDrops;
    private @Nullable IOException unreported;
    private long lossSaidAt;
    private long failureSaidAt;
    /** The sink takes nothing. */
    private boolean failing;
    /** And that was said. */
    private boolean saidFailing;

    /**
     * A writer from stripes to a sink, which it closes at its end.
     *
     * @param name of the log, as in "access log"
     * @param dropped lines lost: by whoever appends, and here when the sink fails for good
     */
    LogWriter(String name, Stripe[] stripes, LineSink sink, LongAdder dropped) {
        this.name = name;
        this.stripes = stripes;
        this.sink = sink;
        this.dropped = dropped;
        lossSaidAt = System.nanoTime() - REPORT_PERIOD_NANOS;
        failureSaidAt = lossSaidAt;
    }

    long writeErrors() {
        return writeErrors.sum();
    }

    /** Asks for the sink to be opened anew, at the next wakeup. Any thread. */
    void reopen() {
        reopening = true;
    }

    /** Asks for the end: everything is written once more. Any thread. */
    void close() {
        closing = true;
    }

    @Override
    public void run() {
        while (!closing) {
            LockSupport.parkNanos(this, PERIOD_NANOS);
            writeAll();
            if (reopening) {
                reopening = false;
                reopenSink();
            }
            report(false);
        }
        end();
    }

    private boolean writeAll() {
        for (int i = 0; i < stripes.length; i++) {
            try {
                stripes[next].writeTo(sink);
            } catch (IOException e) {
                note(e);
                failing = true;
                return false;
            }
            next = (next + 1) % stripes.length;
        }
        recovered();
        return true;
    }

    private void recovered() {
        failing = false;
        if (saidFailing) {
            saidFailing = false;
            LOG.log(Level.INFO, "the " + name + " is written again");
        }
    }

    private void note(IOException e) {
        writeErrors.increment();
        unreported = e;
    }

    private void reopenSink() {
        try {
            sink.reopen();
            dropped.add(stripes[next].skipTornLine());
        } catch (IOException e) {
            note(e);
        }
    }

    private void end() {
        for (Stripe stripe : stripes) {
            stripe.close();
        }
        if (!writeAll()) {
            for (Stripe stripe : stripes) {
                dropped.add(stripe.abandon());
            }
        }
        try {
            sink.close();
        } catch (IOException e) {
            note(e);
        }
        report(true);
    }

    /** One line for what was lost since the last one, and one for why, each at once and then at most once a minute. */
    private void report(boolean atOnce) {
        long now = System.nanoTime();
        if (atOnce || now - lossSaidAt >= REPORT_PERIOD_NANOS) {
            reportLoss(now);
        }
        if (atOnce || now - failureSaidAt >= REPORT_PERIOD_NANOS) {
            reportFailure(now);
        }
    }

    private void reportLoss(long now) {
        long lost = dropped.sum() - reportedDrops;
        if (lost > 0) {
            LOG.log(Level.WARNING, "the " + name + " lost " + lost + " lines for want of room");
            reportedDrops += lost;
            lossSaidAt = now;
        }
    }

    private void reportFailure(long now) {
        if (unreported != null) {
            LOG.log(Level.ERROR, "the " + name + " cannot be written: " + unreported.getMessage());
            unreported = null;
            saidFailing = failing;
            failureSaidAt = now;
        }
    }
}
