package io.zentinelproxy.core.observe;

import java.time.Duration;
import java.util.function.LongSupplier;

/** Lines of the log that others cause, a file or a server: so many a minute, and then how many were left out. Any thread. */
public final class BoundedLog {
    private static final int LINES = 20;
    private static final long WINDOW = Duration.ofMinutes(1).toNanos();

    private final System.Logger log;
    private final String beginning;
    private final LongSupplier clock;

    /** Guarded by this, as are the next. */
    private long windowFrom;

    private int lines;
    private long leftOut;

    /** @param clock in nanoseconds */
    public BoundedLog(System.Logger log, String beginning, LongSupplier clock) {
        this.log = log;
        this.beginning = beginning;
        this.clock = clock;
        windowFrom = clock.getAsLong();
    }

    public void info(String text) {
        line(System.Logger.Level.INFO, text);
    }

    public void warn(String text) {
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
        log.log(level, beginning + text + more);
    }
}
