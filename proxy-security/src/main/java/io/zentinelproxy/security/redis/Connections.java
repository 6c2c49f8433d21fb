package io.zentinelproxy.security.redis;

import io.zentinelproxy.security.quota.StoreException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
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
    private final BlockingQueue<Pooled> idle;

    /** Open ones, and those that are being opened. */
    private final AtomicInteger count = new AtomicInteger();

    /** Connections of an earlier one are not used again. */
    private final AtomicInteger generation = new AtomicInteger();

    private volatile String lastFailure = "";
    private volatile boolean closed;

    /** Where the server is now. */
    @FunctionalInterface
    interface Address {
        HostAndPort find() throws StoreException;
    }

    /**
     * @param connection null tells somebody who waits that none could be opened
     * @param used whether it has served before
     */
    record Pooled(@Nullable Connection connection, int generation, boolean used) {}

    Connections(String name, Address address, JedisClientConfig config, int most) {
        this.name = name;
        this.address = address;
        this.config = config;
        this.most = most;
        // Words that none could be opened have room beside the connections.
        // In turn: a request that comes must not overtake those that wait, or one of them waits too long.
        idle = new ArrayBlockingQueue<>(2 * most, true);
    }

    /** Opens one and waits for it, to see whether we may; then all others, so that the first requests do not wait for them. */
    void greet() throws StoreException, DeniedException {
        count.incrementAndGet();
        try {
            give(new Pooled(open(), generation.get(), false));
        } catch (StoreException | DeniedException e) {
            count.decrementAndGet();
            throw e;
        }
        for (int i = 1; i < most; i++) {
            openLater();
        }
    }

    /**
     * One that is free.
     *
     * @param deadline as {@link System#nanoTime} tells it
     */
    Pooled take(long deadline) throws StoreException {
        Pooled free = idle.poll();
        while (free != null && !isUsable(free)) {
            free = idle.poll();
        }
        if (free != null) {
            return free;
        }
        openLater();
        try {
            while (true) {
                free = idle.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
                if (free == null) {
                    throw new StoreException(
                            name + ": no connection in time" + (lastFailure.isEmpty() ? "" : ", " + lastFailure));
                }
                if (free.connection() == null) {
                    throw new StoreException(name + ": " + lastFailure);
                }
                if (isUsable(free)) {
                    return free;
                }
                openLater();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreException(name + ": interrupted");
        }
    }

    /** Ends one that is not of now. */
    private boolean isUsable(Pooled one) {
        if (one.connection() == null) {
            return false;
        }
        if (one.generation() == generation.get()) {
            return true;
        }
        drop(one);
        return false;
    }

    private void openLater() {
        if (closed) {
            return;
        }
        int now = count.get();
        while (now < most && !count.compareAndSet(now, now + 1)) {
            now = count.get();
        }
        if (now < most) {
            Thread.ofVirtual().name("zentinel-limits-redis").start(this::openNow);
        }
    }

    private void openNow() {
        int of = generation.get();
        try {
            give(new Pooled(open(), of, false));
            if (of != generation.get()) {
                // It was of no use any more, and whoever waits may wait for it.
                openLater();
            }
        } catch (StoreException | DeniedException | RuntimeException e) {
            // Also what nobody foresaw: its place would never be free again.
            lastFailure = String.valueOf(e.getMessage());
            count.decrementAndGet();
            // Where there is no room nobody waits.
            idle.offer(new Pooled(null, of, false));
        }
    }

    private Connection open() throws StoreException, DeniedException {
        HostAndPort at = address.find();
        try {
            Connection connection = new Connection(at, config);
            try {
                connection.connect();
                return connection;
            } catch (JedisException e) {
                connection.disconnect();
                throw e;
            }
        } catch (JedisAccessControlException e) {
            throw new DeniedException(at + " refuses us: " + e.getMessage());
        } catch (JedisDataException e) {
            // Such as LOADING, which passes; what it says of passwords does not.
            if (isAboutAccess(e)) {
                throw new DeniedException(at + " refuses us: " + e.getMessage());
            }
            throw new StoreException(at + " says: " + e.getMessage());
        } catch (JedisException e) {
            throw new StoreException(at + " cannot be reached: " + reason(e));
        }
    }

    static boolean isAboutAccess(JedisDataException e) {
        String message = String.valueOf(e.getMessage());
        return message.startsWith("WRONGPASS")
                || message.startsWith("NOAUTH")
                || message.startsWith("NOPERM")
                || message.startsWith("ERR AUTH")
                || message.contains("invalid password");
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
        if (closed || one.generation() != generation.get() || !idle.offer(one)) {
            drop(one);
        } else if (closed) {
            // Closed meanwhile: nobody would end it.
            renew();
        }
    }

    void giveUsed(Pooled one) {
        give(one.used() ? one : new Pooled(one.connection(), one.generation(), true));
    }

    /** One whose next octets may be the answer to an earlier question. */
    void drop(Pooled one) {
        if (one.connection() != null) {
            count.decrementAndGet();
            one.connection().setBroken();
            one.connection().disconnect();
        }
    }

    /** None of those that are open serves again. */
    void renew() {
        generation.incrementAndGet();
        for (Pooled one = idle.poll(); one != null; one = idle.poll()) {
            drop(one);
        }
    }

    @Override
    public void close() {
        closed = true;
        renew();
    }
}
