package io.zentinelproxy.security.redis;

import io.zentinelproxy.security.quota.StoreException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import redis.clients.jedis.Connection;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.exceptions.JedisAccessControlException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Connections to one server. They are opened by threads of their own, so that a request waits no longer than it may, however long connecting,
 * TLS and logging in take. Any thread.
 */
final class Connections implements AutoCloseable {
    private final String name;
    private final Address address;
    private final JedisClientConfig config;
    private final int most;
    private final Watch watch;

    /** Guards all below. Nothing is read, written, opened or ended under it. */
    private final ReentrantLock lock = new ReentrantLock();

    private final Condition changed = lock.newCondition();

    /** Of the present generation; the one that served last is the first to serve again. */
    private final Deque<Pooled> idle = new ArrayDeque<>();

    /** Idle or in use. */
    private int open;

    private int opening;
    private int waiting;

    /** Connections of an earlier one are not used again. */
    private int generation;

    /** Openings that failed. */
    private long failures;

    /** Times that those who waited were sent away. */
    private long dismissals;

    private String lastFailure = "";
    private boolean closed;

    /** Where the server is now. */
    @FunctionalInterface
    interface Address {
        HostAndPort find() throws StoreException;
    }

    /** @param watch of the questions that are asked over them */
    Connections(String name, Address address, JedisClientConfig config, int most, Watch watch) {
        this.name = name;
        this.address = address;
        this.config = config;
        this.most = most;
        this.watch = watch;
    }

    /** Opens one and waits for it, to see whether we may; then all others, so that the first requests do not wait for them. */
    void greet() throws StoreException, DeniedException {
        give(open(0));
        lock.lock();
        try {
            while (open + opening < most) {
                begin();
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * One that is free. Who comes does not overtake those that wait, or one of them would wait too long.
     *
     * @param deadline as {@link System#nanoTime} tells it
     */
    Pooled take(long deadline) throws StoreException {
        lock.lock();
        try {
            Pooled free = waiting == 0 ? idle.pollLast() : null;
            return free == null ? await(deadline) : free;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreException(name + ": interrupted");
        } finally {
            lock.unlock();
        }
    }

    private Pooled await(long deadline) throws StoreException, InterruptedException {
        long failuresBefore = failures;
        long dismissalsBefore = dismissals;
        waiting++;
        try {
            while (true) {
                openLater();
                long left = deadline - System.nanoTime();
                boolean inTime = left > 0 && changed.awaitNanos(left) > 0;
                Pooled free = idle.pollLast();
                if (free != null) {
                    return free;
                }
                if (dismissals != dismissalsBefore || failures != failuresBefore && open == 0) {
                    throw new StoreException(lastFailure);
                }
                if (!inTime) {
                    throw new StoreException(name + ": no connection in time");
                }
            }
        } finally {
            waiting--;
            if (!idle.isEmpty()) {
                // Somebody was told of it who had given up just then.
                changed.signal();
            }
        }
    }

    private void openLater() {
        if (!closed && opening < waiting && open + opening < most) {
            begin();
        }
    }

    private void begin() {
        opening++;
        Thread.ofVirtual().name("zentinel-limits-redis").start(this::openNow);
    }

    private void openNow() {
        try {
            give(open(-1));
        } catch (StoreException | DeniedException e) {
            opened(0, -1, String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            opened(0, -1, String.valueOf(e));
        }
    }

    /** Keeps the counts, and returns the generation. */
    private int opened(int more, int begun, String failure) {
        lock.lock();
        try {
            open += more;
            opening += begun;
            if (more == 0) {
                failures++;
                lastFailure = failure;
                changed.signalAll();
            }
            return generation;
        } finally {
            lock.unlock();
        }
    }

    /** @param begun how many more are being opened now */
    private Pooled open(int begun) throws StoreException, DeniedException {
        HostAndPort at = address.find();
        try {
            Wire wire = new Wire(at, config);
            Pooled one = new Pooled(connect(wire), wire, opened(1, begun, ""));
            watch.add(one);
            return one;
        } catch (JedisAccessControlException e) {
            throw new DeniedException(at + " refuses us: " + e.getMessage());
        } catch (JedisDataException e) {
            // Such as LOADING, which passes; what it says of passwords does not.
            if (isAboutAccess(String.valueOf(e.getMessage()))) {
                throw new DeniedException(at + " refuses us: " + e.getMessage());
            }
            throw new StoreException(at + " says: " + e.getMessage());
        } catch (JedisException e) {
            throw new StoreException(at + " cannot be reached: " + reason(e));
        }
    }

    private Connection connect(Wire wire) {
        try {
            Connection connection = new Connection(wire, config);
            // From here on it is the watch that waits no longer.
            connection.setSoTimeout(0);
            return connection;
        } catch (JedisException e) {
            wire.cut();
            throw e;
        }
    }

    /** Whether a server says that we may not, as it does in many ways. */
    static boolean isAboutAccess(String message) {
        return message.contains("WRONGPASS")
                || message.contains("NOAUTH")
                || message.contains("NOPERM")
                || message.contains("ERR AUTH")
                || message.contains("invalid password")
                || message.contains("The user executing the script can't");
    }

    /** The innermost one says it best. */
    static String reason(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return String.valueOf(cause.getMessage());
    }

    /** One that may serve again. */
    void give(Pooled one) {
        lock.lock();
        try {
            if (!closed && one.generation() == generation) {
                idle.addLast(one);
                changed.signal();
                return;
            }
        } finally {
            lock.unlock();
        }
        drop(one);
    }

    /** One whose next octets may be the answer to an earlier question. */
    void drop(Pooled one) {
        lock.lock();
        try {
            open--;
            // Another may be opened in its place.
            changed.signal();
        } finally {
            lock.unlock();
        }
        watch.remove(one);
        one.cut();
    }

    /** None of those that are open serves again. */
    void renew() {
        Deque<Pooled> dropped;
        lock.lock();
        try {
            generation++;
            dropped = new ArrayDeque<>(idle);
            idle.clear();
        } finally {
            lock.unlock();
        }
        dropped.forEach(this::drop);
    }

    /** Times that none was to serve again. */
    int renewals() {
        lock.lock();
        try {
            return generation;
        } finally {
            lock.unlock();
        }
    }

    /** Whoever waits for a connection does so no longer. */
    void dismiss(String why) {
        lock.lock();
        try {
            dismissals++;
            lastFailure = why;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
        } finally {
            lock.unlock();
        }
        renew();
    }
}
