package io.zentinelproxy.core.observe;

import io.zentinelproxy.core.config.LogPlace;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/**
 * The lines of one log on their way to its place: formed by whoever has one to write, written by one platform thread within 100 ms.
 * Never blocks anybody on the disk: a line that finds no room is dropped, counted and reported. Any thread.
 *
 * <p>Writers share not one buffer but several stripes, about one a core, and go on to the next where one is taken, so that they do
 * not wait for each other. Lines of one stripe keep their order; lines of different stripes may change places within a flush: {@code
 * time} tells. Whether a file opens is known when this opens; what happens to it later is logged and counted.
 */
final class LineLog implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(LineLog.class.getName());

    /** With less each, stripes would drop lines in every burst while others stand empty: then there are fewer of them. */
    private static final int SMALLEST_STRIPE = 128 * 1024;

    private static final int MOST_STRIPES = 16;

    /** How long {@link #close} waits for a disk, or for whoever reads standard output. */
    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(5);

    private final String name;
    private final Stripe[] stripes;
    private final LongAdder dropped = new LongAdder();
    private final LogWriter writer;
    private final Thread thread;
    private volatile boolean replaced;

    private LineLog(String name, Stripe[] stripes, LineSink sink) {
        this.name = name;
        this.stripes = stripes;
        writer = new LogWriter(name, stripes, sink, dropped);
        thread = Thread.ofPlatform().name(name.replace(' ', '-')).daemon(true).unstarted(writer);
    }

    /**
     * Opens the place and starts writing. The room given is shared among the stripes; a small one makes fewer of them.
     *
     * @param name as in "access log"
     * @throws IOException when the file cannot be opened; the message names it and says why
     */
    static LineLog open(String name, LogPlace place, int bufferOctets) throws IOException {
        return open(
                name,
                new LogFile(name, place),
                bufferOctets,
                stripesFor(Runtime.getRuntime().availableProcessors(), bufferOctets));
    }

    static LineLog open(String name, LineSink sink, int bufferOctets, int stripeCount) {
        Stripe[] stripes = new Stripe[stripeCount];
        for (int i = 0; i < stripes.length; i++) {
            stripes[i] = new Stripe(bufferOctets / stripeCount / 2);
        }
        LineLog log = new LineLog(name, stripes, sink);
        log.thread.start();
        return log;
    }

    /** A power of two, so that a thread's stripe is found by masking. */
    static int stripesFor(int processors, int bufferOctets) {
        int wanted = Integer.highestOneBit(2 * Math.min(processors, MOST_STRIPES) - 1);
        int roomFor = Integer.highestOneBit(bufferOctets / SMALLEST_STRIPE);
        return Math.max(1, Math.min(wanted, roomFor));
    }

    /**
     * Appends a line; drops and counts it where there is no room. Lines of two threads may change places.
     *
     * @return false where nothing became of it because the log is closed and has a successor
     */
    <T> boolean append(LineFormat<T> format, T what) {
        int mask = stripes.length - 1;
        int home = (int) Thread.currentThread().threadId() & mask;
        for (int i = 0; i <= mask; i++) {
            if (settled(stripes[(home + i) & mask].tryAppend(format, what))) {
                return true;
            }
        }
        return settled(stripes[home].append(format, what)) || isLost();
    }

    /** Counts a line that nobody else will take. */
    private boolean isLost() {
        if (replaced) {
            return false;
        }
        dropped.increment();
        return true;
    }

    /** What comes after {@link #close} is not lost but another's. */
    void replaced() {
        replaced = true;
    }

    /** Appends a line behind those appended this way before, and has it written at once. For what is rare. Returns as {@link #append}. */
    <T> boolean appendAtOnce(LineFormat<T> format, T what) {
        boolean taken = settled(stripes[0].append(format, what)) || isLost();
        LockSupport.unpark(thread);
        return taken;
    }

    private boolean settled(Stripe.Outcome outcome) {
        return switch (outcome) {
            case APPENDED -> true;
            case HALF_FULL -> {
                LockSupport.unpark(thread);
                yield true;
            }
            case REFUSED, BUSY -> false;
        };
    }

    /** Has the file opened anew under its name, after a rotation moved it away. Returns at once; it happens within a flush. */
    void reopen() {
        writer.reopen();
        LockSupport.unpark(thread);
    }

    /** Lines lost so far: no room, or a sink that failed to the end. */
    long dropped() {
        return dropped.sum();
    }

    /** Times that writing or reopening failed so far. What was not written is tried again. */
    long writeErrors() {
        return writer.writeErrors();
    }

    /** Writes what is there and closes the file; lines that come later are dropped and counted. Waits at most 5 seconds. */
    @Override
    public void close() {
        writer.close();
        LockSupport.unpark(thread);
        try {
            if (!thread.join(CLOSE_PATIENCE)) {
                LOG.log(Level.WARNING, "the " + name + " is still being written: its last lines may be lost");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
