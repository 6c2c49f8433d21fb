package io.zentinelproxy.core.observe;

import io.zentinelproxy.core.config.ObservabilitySettings;
import io.zentinelproxy.core.exchange.Exchange;
import io.zentinelproxy.core.exchange.ExchangeObserver;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/**
 * The access log: one line an exchange, formed by the exchange's thread, written by one platform thread within 100 ms. Never blocks
 * an exchange on the disk: a line that finds no room is dropped, counted and reported.
 *
 * <p>Exchanges share not one buffer but several stripes, about one a core, and go on to the next where one is taken, so that they do
 * not wait for each other. Lines of one stripe keep their order; lines of different stripes may change places within a flush: {@code
 * time} tells. Whether a file opens is known when this opens; what happens to it later is logged and counted.
 */
public final class AccessLog implements ExchangeObserver, AutoCloseable {
    private static final System.Logger LOG = System.getLogger(AccessLog.class.getName());

    /** With less each, stripes would drop lines in every burst while others stand empty: then there are fewer of them. */
    private static final int SMALLEST_STRIPE = 128 * 1024;

    private static final int MOST_STRIPES = 16;

    /** How long {@link #close} waits for a disk, or for whoever reads standard output. */
    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(5);

    private final Stripe[] stripes;
    private final LongAdder dropped = new LongAdder();
    private final LogWriter writer;
    private final Thread thread;

    private AccessLog(Stripe[] stripes, LineSink sink) {
        this.stripes = stripes;
        writer = new LogWriter(stripes, sink, dropped);
        thread = Thread.ofPlatform().name("access-log").daemon(true).unstarted(writer);
    }

    /**
     * Opens the file and starts writing. The room given is shared among the stripes; a small one makes fewer of them.
     *
     * @throws IOException when the file cannot be opened; the message names it and says why
     */
    public static AccessLog open(ObservabilitySettings.AccessLog settings) throws IOException {
        return open(
                settings,
                new LogFile(settings.file()),
                stripesFor(Runtime.getRuntime().availableProcessors(), settings.bufferOctets()));
    }

    static AccessLog open(ObservabilitySettings.AccessLog settings, LineSink sink, int stripeCount) {
        int half = settings.bufferOctets() / stripeCount / 2;
        Stripe[] stripes = new Stripe[stripeCount];
        for (int i = 0; i < stripes.length; i++) {
            stripes[i] = new Stripe(LineFormat.of(settings.format()), half);
        }
        AccessLog log = new AccessLog(stripes, sink);
        log.thread.start();
        return log;
    }

    /** A power of two, so that a thread's stripe is found by masking. */
    static int stripesFor(int processors, int bufferOctets) {
        int wanted = Integer.highestOneBit(2 * Math.min(processors, MOST_STRIPES) - 1);
        int roomFor = Integer.highestOneBit(bufferOctets / SMALLEST_STRIPE);
        return Math.max(1, Math.min(wanted, roomFor));
    }

    @Override
    public void finished(Exchange exchange) {
        int mask = stripes.length - 1;
        int home = (int) Thread.currentThread().threadId() & mask;
        for (int i = 0; i <= mask; i++) {
            if (settled(stripes[(home + i) & mask].tryAppend(exchange))) {
                return;
            }
        }
        if (!settled(stripes[home].append(exchange))) {
            dropped.increment();
        }
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
    public void reopen() {
        writer.reopen();
        LockSupport.unpark(thread);
    }

    /** Lines lost so far: no room, or a sink that failed to the end. */
    public long dropped() {
        return dropped.sum();
    }

    /** Times that writing or reopening failed so far. What was not written is tried again. */
    public long writeErrors() {
        return writer.writeErrors();
    }

    /** Writes what is there and closes the file; lines that come later are dropped and counted. Waits at most 5 seconds. */
    @Override
    public void close() {
        writer.close();
        LockSupport.unpark(thread);
        try {
            if (!thread.join(CLOSE_PATIENCE)) {
                LOG.log(Level.WARNING, "the access log is still being written: its last lines may be lost");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
