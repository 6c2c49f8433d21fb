package io.zentinelproxy.core.upstream;

import io.zentinelproxy.core.config.HttpVersionSettings.Offer;
import io.zentinelproxy.core.config.UpstreamSettings;
import io.zentinelproxy.core.exchange.OriginWait;
import io.zentinelproxy.core.fault.LimitFault;
import io.zentinelproxy.core.fault.UpstreamFault;
import io.zentinelproxy.core.net.Sweep;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The connections to one endpoint, shared by all client connections, unless each tells of its client ({@link ToldClient}). The last one given back is the first taken, so that the others
 * can grow old. When all are busy, requests wait for as long as they may, their clients in turns, and clients that do not take their answers make
 * room ({@link Loans}). Guarded by its monitor, which is
 * never held while connecting.
 */
public final class OriginPool implements Sweep.Swept {
    private static final long PRUNE_EVERY = Duration.ofSeconds(1).toNanos();

    private final Connector connector;
    private final UpstreamSettings.ConnectionPool settings;

    /** Idle connections kept at most. */
    private final int maxIdle;

    private final WaitingRoom room;
    private final Sweep sweep;
    private final ArrayDeque<OriginConnection> idle = new ArrayDeque<>();
    private final Turns<Waiter> waiters = new Turns<>();
    private final Loans loans;
    private final Attendance attendance;
    private int open;
    private boolean closed;
    private long prunedAt;

    /** A request that waits for a connection, or for the right to make one. */
    private static final class Waiter implements OriginWait.Cancellation {
        private final Thread thread = Thread.currentThread();
        private volatile boolean cancelled;
        private boolean served;
        private @Nullable OriginConnection connection;

        @Override
        public void cancel() {
            cancelled = true;
            LockSupport.unpark(thread);
        }
    }

    OriginPool(
            Connector connector, UpstreamSettings.ConnectionPool settings, int maxIdle, WaitingRoom room, Sweep sweep) {
        this.connector = connector;
        this.settings = settings;
        this.maxIdle = maxIdle;
        this.room = room;
        this.sweep = sweep;
        loans = new Loans(sweep.now());
        attendance = new Attendance(sweep, this);
    }

    /**
     * An idle connection, or null where a new one is to be made by {@link #connect}; waits while there may be neither.
     *
     * @param told what the connection must have told of the client
     * @param waitNanos how long at most
     * @throws LimitFault where as many requests wait already as may
     */
    @Nullable
    OriginConnection take(boolean fresh, @Nullable ToldClient told, OriginWait waiting, long waitNanos)
            throws UpstreamFault, LimitFault {
        Waiter waiter;
        synchronized (this) {
            OriginConnection found = fresh ? null : told == null ? pollIdle() : pollIdle(told);
            if (found != null) {
                loans.add(found.loan(), waiting);
                return found;
            }
            if (open < settings.maxConnections() || (fresh || told != null) && evictIdle()) {
                opened();
                return null;
            }
            WaitingRoom.admit(waiting);
            room.enter();
            waiter = new Waiter();
            waiters.add(waiting.facts().client(), waiter);
            attendance.waited();
            loans.makeRoom(waiters.size(), sweep.now());
        }
        try {
            waiting.awaitOrigin(waiter);
            OriginConnection found = await(waiter, waiting, waitNanos);
            if (found != null && (fresh || !found.tells(told))) {
                found.transport().close();
                return null;
            }
            if (found != null) {
                lent(found, waiting);
            }
            return found;
        } finally {
            room.leave();
            waiting.originArrived();
        }
    }

    private @Nullable OriginConnection pollIdle() {
        for (OriginConnection last = idle.pollLast(); last != null; last = idle.pollLast()) {
            if (!isExpired(last, sweep.now())) {
                return last;
            }
            discard(last);
        }
        return null;
    }

    private @Nullable OriginConnection pollIdle(ToldClient told) {
        for (Iterator<OriginConnection> lastFirst = idle.descendingIterator(); lastFirst.hasNext(); ) {
            OriginConnection last = lastFirst.next();
            if (last.tells(told) && !isExpired(last, sweep.now())) {
                lastFirst.remove();
                return last;
            }
        }
        return null;
    }

    /** The right to make a connection that others hold than this pool; {@link #release}d when that is no more. Does not wait. */
    synchronized boolean reserve() {
        if (open >= settings.maxConnections() && !evictIdle()) {
            return false;
        }
        opened();
        return true;
    }

    private void opened() {
        open++;
        attendance.opened();
    }

    private boolean evictIdle() {
        OriginConnection oldest = idle.pollFirst();
        if (oldest == null) {
            return false;
        }
        discard(oldest);
        return true;
    }

    private boolean isExpired(OriginConnection connection, long now) {
        Duration lifetime = settings.maxLifetime();
        return !connector.isCurrent(connection)
                || now - connection.idleSince() > settings.idleTimeout().toNanos()
                || lifetime != null && now - connection.since() > lifetime.toNanos();
    }

    private void discard(OriginConnection connection) {
        connection.transport().close();
        open--;
    }

    /** A connection of which the pool has not seen yet to whom it is lent. */
    synchronized void lent(OriginConnection connection, OriginWait to) {
        loans.add(connection.loan(), to);
    }

    /** It belongs to another protocol from now on, which may let it wait. */
    synchronized void detached(OriginConnection connection) {
        loans.remove(connection.loan());
    }

    private @Nullable OriginConnection await(Waiter waiter, OriginWait waiting, long waitNanos) throws UpstreamFault {
        long until = sweep.exact() + waitNanos;
        while (true) {
            synchronized (this) {
                if (waiter.served) {
                    return waiter.connection;
                }
                if (waiter.cancelled || until - sweep.exact() <= 0) {
                    waiters.remove(waiting.facts().client(), waiter);
                    throw new UpstreamFault(UpstreamFault.Kind.POOL_TIMEOUT);
                }
            }
            LockSupport.parkNanos(this, Math.max(1, until - sweep.exact()));
        }
    }

    /** Makes the connection that {@link #take} gave the right to. */
    OriginConnection connect(@Nullable ToldClient told, Offer offer, OriginWait waiting, long timeoutNanos)
            throws UpstreamFault {
        try {
            return connector.connect(told, offer, waiting, timeoutNanos);
        } catch (UpstreamFault | RuntimeException | Error e) {
            release();
            throw e;
        }
    }

    /** Takes back a connection that can carry another request. */
    void give(OriginConnection connection) {
        connection.idle(sweep.now());
        synchronized (this) {
            loans.remove(connection.loan());
            boolean expired = isExpired(connection, connection.idleSince());
            if (!waiters.isEmpty() && !expired) {
                serve(connection);
                return;
            }
            // Of a client that has gone, nobody will ask for the connection again: the oldest makes room.
            boolean room = idle.size() < maxIdle || !connection.tells(null) && evictIdle();
            if (!closed && room && !expired) {
                idle.addLast(connection);
                return;
            }
        }
        drop(connection);
    }

    /** Closes a connection that cannot carry another request. */
    void drop(OriginConnection connection) {
        connection.transport().close();
        synchronized (this) {
            loans.remove(connection.loan());
            release();
        }
    }

    /** Gives the right to a connection back, or on to the first that waits. */
    synchronized void release() {
        if (waiters.isEmpty()) {
            open--;
        } else {
            serve(null);
        }
    }

    private void serve(@Nullable OriginConnection connection) {
        Waiter first = waiters.remove();
        first.connection = connection;
        first.served = true;
        LockSupport.unpark(first.thread);
    }

    @Override
    public boolean sweep(long now) {
        synchronized (this) {
            loans.makeRoom(waiters.size(), now);
        }
        if (now - prunedAt >= PRUNE_EVERY) {
            prunedAt = now;
            prune(now);
        }
        synchronized (this) {
            return attendance.looked(!waiters.isEmpty(), open > 0);
        }
    }

    private void prune(long now) {
        List<OriginConnection> expired = new ArrayList<>();
        synchronized (this) {
            idle.removeIf(connection -> isExpired(connection, now) && expired.add(connection));
            open -= expired.size();
        }
        expired.forEach(connection -> connection.transport().close());
    }

    /** Closes what is idle, now and later. */
    void close() {
        synchronized (this) {
            closed = true;
            idle.forEach(this::discard);
            idle.clear();
        }
    }

    /** Idle connections now. */
    public synchronized int idle() {
        return idle.size();
    }

    /** Connections now, busy and idle, those being made included. */
    public synchronized int open() {
        return open;
    }
}
