package io.zentinelproxy.core.upstream.discovery;

import java.time.Duration;
import java.util.function.LongSupplier;

/** Lines of the log that a file or server of others causes: so many a minute, and then how many were left out. Any thread. */
final class BoundedLog {
    private static final System.Logger LOG = System.getLogger(Discovery.class.getName());
    private static final int LINES = 20;
    private static final long WINDOW = Duration.ofMinutes(1).toNanos();

    private final String beginning;
    private final LongSupplier clock;

    /** Guarded by this, as are the next. */
    private long windowFrom;

    private int lines;
    private long leftOut;

    BoundedLog(String beginning, LongSupplier clock) {
        this.beginning = beginning;
        this.clock = clock;
        windowFrom = clock.getAsLong();
    }

    void info(String text) {
        line(System.Logger.Level.INFO, text);
    }

    void warn(String text) {
        line(System.Logger.Level.WARNING, text);
    }

    private synchronized void line(System.Logger.Level level, String text) {
        long now = clock.getAsLong();
        if (now - windowFrom >= WINDOW) {
            windowFrom = now;
            lines = 0;
        }
        if (lines == LINES) {
            leftOut++;
            return;
        }
        lines++;
        String more = leftOut == 0 ? "" : "; " + leftOut + " lines before were left out";
        leftOut = 0;
        LOG.log(level, beginning + text + more);
    }
}
