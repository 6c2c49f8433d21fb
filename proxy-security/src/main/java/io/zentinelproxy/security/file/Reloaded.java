package io.zentinelproxy.security.file;

import io.zentinelproxy.core.net.Ticker;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/**
 * What files say now, or said when they could last be used. A file that cannot be used leaves what was read before in force, and says
 * so in one line of the log for each change of the file and in a count; after {@code maxStale} of that it is given up. Looked after by
 * one thread, asked by any.
 */
public final class Reloaded<T> {
    private static final System.Logger LOG = System.getLogger(Reloaded.class.getName());

    private final String name;
    private final Source<T> source;
    private final long interval;
    private final long maxStale;
    private final Ticker ticker;
    private final LongAdder failures;

    private volatile T value;
    private volatile boolean givenUp;

    /** What was read, or tried, last. Belongs to the watching thread, as all that follows. */
    private List<Stamp> tried;

    /** What was there at the last look. */
    private List<Stamp> seen;

    private boolean failing;
    private long failingSince;
    private long nextLook;

    /**
     * @param name for log and metrics
     * @param interval between two looks at the files
     * @param maxStale how long files may be unusable; zero for ever
     * @param failures counts readings that failed
     */
    public Reloaded(
            String name, Loaded<T> first, Duration interval, Duration maxStale, Ticker ticker, LongAdder failures) {
        this.failures = failures;
        this.name = name;
        this.source = first.source();
        this.interval = interval.toNanos();
        this.maxStale = maxStale.toNanos();
        this.ticker = ticker;
        value = first.value();
        tried = first.stamps();
        seen = tried;
        nextLook = ticker.nanos() + this.interval;
    }

    public T value() {
        return value;
    }

    /** Whether its files could not be used for longer than they may. */
    public boolean isGivenUp() {
        return givenUp;
    }

    public String name() {
        return name;
    }

    /** Whether there is anything to be looked at. */
    public boolean hasFiles() {
        return !source.files().isEmpty();
    }

    /** Readings that failed. */
    public long failures() {
        return failures.sum();
    }

    /** Looks whether its time has come and the files have changed. A file still being written is left for the next look. */
    void look() {
        long now = ticker.nanos();
        boolean settling = !seen.equals(tried);
        if (now - nextLook >= 0 || settling) {
            nextLook = now + interval;
            List<Stamp> stamps = Stamp.of(source.files());
            boolean settled = stamps.equals(seen);
            seen = stamps;
            if (settled && !stamps.equals(tried)) {
                read(stamps, now);
            }
        }
        if (failing && maxStale > 0 && now - failingSince > maxStale) {
            giveUp();
        }
    }

    private void read(List<Stamp> stamps, long now) {
        tried = stamps;
        try {
            value = source.read();
            failing = false;
            givenUp = false;
            LOG.log(System.Logger.Level.INFO, name + ": read again");
        } catch (BadFileException bad) {
            failed(bad.reason(), now);
        } catch (RuntimeException | OutOfMemoryError defect) {
            failed(defect.toString(), now);
        }
    }

    private void failed(String why, long now) {
        failures.increment();
        failingSince = failing ? failingSince : now;
        failing = true;
        LOG.log(System.Logger.Level.ERROR, name + ": what was read before stays in force, as " + why);
    }

    private void giveUp() {
        if (!givenUp) {
            givenUp = true;
            LOG.log(
                    System.Logger.Level.ERROR,
                    name + ": could not be read for " + maxStale / 1_000_000_000
                            + " s; on-failure decides from here on");
        }
    }
}
