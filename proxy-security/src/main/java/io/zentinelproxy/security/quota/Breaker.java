package io.zentinelproxy.security.quota;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Whether a server is asked at all. After {@link #FAILURES} failures in a row it is not, and no request waits for it any more; a thread of its
 * own tries it again after 100 ms, then after ever longer pauses, at most 10 s, until it answers: a server, or a machine, that stood still for a
 * moment is asked again soon. Any thread.
 */
public final class Breaker implements AutoCloseable {
    /** Requests that fail in a row before nobody is asked any more. */
    public static final int FAILURES = 5;

    private static final System.Logger LOG = System.getLogger(Breaker.class.getName());
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

    private final String name;
    private final Probe probe;
    private final StoreException refusal;
    private final AtomicInteger failuresInRow = new AtomicInteger();
    private final LongAdder failures = new LongAdder();
    private final LongAdder openings = new LongAdder();
    private final ReentrantLock lock = new ReentrantLock();

    /** Written under the lock. */
    private volatile boolean open;

    private volatile String lastFailure = "";

    /** Guarded by the lock. */
    private boolean closed;

    /** Guarded by the lock. */
    private @Nullable Thread prober;

    /** Tries whether a server answers again. */
    @FunctionalInterface
    public interface Probe {
        void ask() throws StoreException;
    }

    /** @param name of the server in the log, such as {@code redis 127.0.0.1:6379} */
    public Breaker(String name, Probe probe) {
        this.name = name;
        this.probe = probe;
        refusal = new StoreException(name + " is not asked, as it did not answer before");
    }

    /** @throws StoreException where it is not asked at the moment; that costs nothing */
    public void check() throws StoreException {
        if (open) {
            throw refusal;
        }
    }

    /** Whether it is not asked at the moment. */
    public boolean isOpen() {
        return open;
    }

    public void succeeded() {
        // Read first: a write for each request would be one for all processors.
        if (failuresInRow.get() != 0) {
            failuresInRow.set(0);
        }
    }

    public void failed(StoreException why) {
        failures.increment();
        lastFailure = String.valueOf(why.getMessage());
        if (failuresInRow.incrementAndGet() >= FAILURES) {
            open();
        }
    }

    /** Takes it as down from the beginning, as one that could not be reached at the start. */
    public void open(StoreException why) {
        failures.increment();
        lastFailure = String.valueOf(why.getMessage());
        open();
    }

    private void open() {
        lock.lock();
        try {
            if (open || closed) {
                return;
            }
            open = true;
            openings.increment();
            LOG.log(Level.ERROR, name + " cannot be asked, the fallback holds: " + lastFailure);
            prober = Thread.ofVirtual().name("zentinel-limits-probe").start(this::probe);
        } finally {
            lock.unlock();
        }
    }

    private void probe() {
        Duration pause = FIRST_PAUSE;
        try {
            while (true) {
                Thread.sleep(pause);
                if (answers()) {
                    break;
                }
                pause = pause.multipliedBy(2);
                pause = pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
            }
        } catch (InterruptedException e) {
            // Closed: nobody asks any more.
            return;
        }
        lock.lock();
        try {
            failuresInRow.set(0);
            open = false;
            prober = null;
        } finally {
            lock.unlock();
        }
        LOG.log(Level.INFO, name + " answers again");
    }

    private boolean answers() {
        try {
            probe.ask();
            return true;
        } catch (StoreException e) {
            lastFailure = String.valueOf(e.getMessage());
            return false;
        } catch (RuntimeException e) {
            // Whatever it is: were this thread to end here, the server would never be asked again.
            lastFailure = String.valueOf(e);
            return false;
        }
    }

    public StoreState state() {
        return new StoreState(!open, failures.sum(), openings.sum(), lastFailure);
    }

    /** Tries no more. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            if (prober != null) {
                prober.interrupt();
            }
        } finally {
            lock.unlock();
        }
    }
}
