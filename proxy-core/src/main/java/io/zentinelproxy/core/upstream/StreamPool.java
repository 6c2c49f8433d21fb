package io.zentinelproxy.core.upstream;

import io.zentinelproxy.core.config.HttpVersionSettings.Offer;
import io.zentinelproxy.core.exchange.OriginWait;
import io.zentinelproxy.core.fault.LimitFault;
import io.zentinelproxy.core.fault.UpstreamFault;
import io.zentinelproxy.core.http2.ErrorCode;
import io.zentinelproxy.core.http2.Http2Client;
import io.zentinelproxy.core.http2.Http2Upstream;
import io.zentinelproxy.core.net.Sweep;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The connections of HTTP/2 to one endpoint, shared by all client connections. They are few: the first that has a place for another stream
 * gets it, so that the others can grow old; where none has, another one is made, by one request while the others wait for it. What turns
 * out to speak HTTP/1.1 is left to the pool of those, and the endpoint is remembered so until a connection says otherwise. Connections of
 * both versions count together for {@code max-connections}. Guarded by its monitor, which is never held while connecting.
 */
public final class StreamPool implements Sweep.Swept {
    private static final long PRUNE_EVERY = Duration.ofSeconds(1).toNanos();

    private final Lending lending;

    /** The other connections to the endpoint, which knows how many there are in all. */
    private final OriginPool whole;

    private final Connector connector;
    private final Http2Client client;

    /** Connections without streams kept at most. */
    private final int maxIdle;

    private final WaitingRoom room;
    private final Sweep sweep;
    private final Offer offer;
    private final FailedConnections failed;

    private final SharedConnections usable;
    private final Turns<StreamWaiter> waiters = new Turns<>();
    private final Loans loans;
    private final Attendance attendance;

    /** Whether a request makes a connection that the others wait for. */
    private boolean connecting;

    /** Whether the endpoint has chosen HTTP/1.1 when it was last asked. */
    private volatile boolean older;

    private boolean closed;
    private long prunedAt;

    StreamPool(
            Lending lending,
            OriginPool whole,
            Connector connector,
            Http2Client client,
            int maxIdle,
            WaitingRoom room,
            Sweep sweep,
            FailedConnections failed) {
        this.lending = lending;
        this.whole = whole;
        this.connector = connector;
        this.client = client;
        this.maxIdle = maxIdle;
        this.room = room;
        this.sweep = sweep;
        this.failed = failed;
        loans = new Loans(sweep.now());
        usable = new SharedConnections(lending.settings().pool(), connector::isCurrent);
        offer = lending.settings().http().offer();
        attendance = new Attendance(sweep, this);
    }

    /**
     * A stream, or a whole connection that was just found to speak HTTP/1.1; waits while there is neither.
     *
     * @param before whether it was tried before: then it waits before all others, or it would always find connections about to end
     * @return null where the endpoint is known to speak HTTP/1.1
     * @throws LimitFault where as many requests wait already as may
     */
    @Nullable
    Lease lease(OriginWait waiting, AttemptLimits limits, boolean before) throws UpstreamFault, LimitFault {
        long until = sweep.exact() + limits.connect();
        boolean again = before;
        while (!older) {
            StreamWaiter waiter = null;
            SharedConnection found;
            boolean alone = false;
            synchronized (this) {
                found = usable.withRoom(sweep.now());
                if (found != null) {
                    found.lend();
                } else {
                    alone = usable.isEmpty() && !connecting;
                    connecting |= alone;
                    if (!alone && !mayGrow()) {
                        waiter = enqueue(waiting, again);
                    }
                }
            }
            if (found == null && waiter == null) {
                Lease made = connect(alone, waiting, limits, until);
                if (made != null) {
                    return made;
                }
            } else {
                found = waiter == null ? found : await(waiter, waiting, until);
                if (found != null) {
                    return lend(found, waiting, limits);
                }
            }
            again = true;
        }
        return null;
    }

    /** Whether one more may be made now. Not where one without streams has no room: its origin wants none, and would not on another. */
    private boolean mayGrow() {
        boolean may = !connecting && usable.idle() == 0 && whole.reserve();
        connecting |= may;
        return may;
    }

    private StreamWaiter enqueue(OriginWait waiting, boolean again) throws LimitFault {
        WaitingRoom.admit(waiting);
        room.enter();
        StreamWaiter waiter = new StreamWaiter();
        if (again) {
            waiters.addAhead(waiter);
        } else {
            waiters.add(waiting.facts().client(), waiter);
        }
        attendance.waited();
        makeRoom(sweep.now());
        return waiter;
    }

    private @Nullable SharedConnection await(StreamWaiter waiter, OriginWait waiting, long until) throws UpstreamFault {
        try {
            waiting.awaitOrigin(waiter);
            while (true) {
                synchronized (this) {
                    if (waiter.isServed()) {
                        return waiter.outcome();
                    }
                    if (waiter.isCancelled() || until - sweep.exact() <= 0) {
                        waiters.remove(waiting.facts().client(), waiter);
                        throw new UpstreamFault(
                                usable.isEmpty()
                                        ? UpstreamFault.Kind.CONNECT_TIMEOUT
                                        : UpstreamFault.Kind.POOL_TIMEOUT);
                    }
                }
                LockSupport.parkNanos(this, Math.max(1, until - sweep.exact()));
            }
        } finally {
            room.leave();
            waiting.originArrived();
        }
    }

    private Lease lend(SharedConnection on, OriginWait waiting, AttemptLimits limits) {
        boolean reused;
        Loan loan = new Loan();
        synchronized (this) {
            reused = on.use();
            loans.add(loan, waiting);
        }
        Http2Upstream exchange = on.streams().exchange();
        exchange.bind(
                on.streams(),
                waiting,
                limits.read(),
                limits.headPace(),
                limits.contentPace(),
                () -> giveBack(on, loan));
        return new StreamLease(exchange, on.below().transport().tls(), reused, () -> detached(loan));
    }

    /**
     * Makes a connection, while others wait for it.
     *
     * @param alone whether the right to one is still to be got, as there is nothing else that could be waited for
     * @return null where its origin allows no stream, at present
     */
    private @Nullable Lease connect(boolean alone, OriginWait waiting, AttemptLimits limits, long until)
            throws UpstreamFault, LimitFault {
        boolean reached = false;
        UpstreamFault.Kind why = UpstreamFault.Kind.CONNECT_FAILED;
        try {
            if (alone) {
                whole.take(true, null, waiting, limits.connect());
            }
            OriginConnection made = whole.connect(null, offer, waiting, until - sweep.exact());
            if (!made.speaksHttp2(offer)) {
                reached = true;
                rememberOlder();
                return lending.lend(whole, made, false, waiting, limits);
            }
            SharedConnection begun = begin(made, waiting, until);
            reached = true;
            return add(begun) ? lend(begun, waiting, limits) : null;
        } catch (UpstreamFault e) {
            why = e.kind();
            throw e;
        } finally {
            if (!reached) {
                attemptFailed(why, waiting.isGone());
            }
        }
    }

    private SharedConnection begin(OriginConnection below, OriginWait waiting, long until) throws UpstreamFault {
        SharedConnection shared = new SharedConnection(this, below);
        shared.begun(client.begin(below.transport(), shared, waiting, until));
        if (shared.streams().isRetired()) {
            throw new UpstreamFault(UpstreamFault.Kind.GOING_AWAY);
        }
        return shared;
    }

    /** Adds a connection that was waited for; returns whether it has a place for who has made it. */
    private synchronized boolean add(SharedConnection made) {
        connecting = false;
        older = false;
        boolean room = made.hasRoom();
        if (!made.streams().isRetired()) {
            usable.add(made);
            attendance.opened();
        }
        if (room) {
            made.lend();
            serve(made);
        }
        wakeNext();
        return room;
    }

    /** Takes over a connection that was made for HTTP/1.1, and whose origin has chosen otherwise. */
    Lease adopt(OriginConnection made, OriginWait waiting, AttemptLimits limits) throws UpstreamFault, LimitFault {
        SharedConnection begun = begin(made, waiting, sweep.exact() + limits.connect());
        boolean room;
        synchronized (this) {
            boolean before = connecting;
            room = add(begun);
            connecting = before;
        }
        Lease lease = room ? lend(begun, waiting, limits) : lease(waiting, limits, true);
        if (lease == null) {
            throw new UpstreamFault(UpstreamFault.Kind.GOING_AWAY);
        }
        return lease;
    }

    private synchronized void rememberOlder() {
        connecting = false;
        older = true;
        waiters.drain(StreamWaiter::lookAgain);
    }

    /** Whoever waits for this attempt alone fails with it; else a refusal would be asked for again by each of them. */
    private synchronized void attemptFailed(UpstreamFault.Kind why, boolean abandoned) {
        connecting = false;
        if (abandoned) {
            wakeNext();
        } else if (usable.isEmpty()) {
            waiters.drain(waiter -> waiter.fail(why));
        }
    }

    /** Gives places to those that wait, in their turns. */
    private void serve(SharedConnection on) {
        while (!waiters.isEmpty() && on.hasRoom()) {
            on.lend();
            waiters.remove().serve(on);
        }
    }

    /** The first that waits may make a connection now. */
    private void wakeNext() {
        if (!connecting && !waiters.isEmpty()) {
            waiters.remove().lookAgain();
        }
    }

    /** A lease's stream has ended. */
    private void giveBack(SharedConnection on, Loan loan) {
        boolean superfluous;
        synchronized (this) {
            loans.remove(loan);
            on.giveBack(sweep.now());
            if (usable.has(on)) {
                serve(on);
            }
            superfluous = on.isIdle() && (closed || usable.idle() > maxIdle);
            if (superfluous) {
                usable.remove(on);
            }
        }
        if (superfluous) {
            on.streams().retire();
        }
    }

    /** It belongs to another protocol from now on, which may let it wait. */
    private synchronized void detached(Loan loan) {
        loans.remove(loan);
    }

    /** The origin has changed its mind about streams. */
    synchronized void changed(SharedConnection on) {
        if (on.streams().isRetired()) {
            usable.remove(on);
            wakeNext();
        } else if (usable.has(on)) {
            serve(on);
        }
    }

    void ended(SharedConnection on) {
        synchronized (this) {
            usable.remove(on);
        }
        whole.release();
        synchronized (this) {
            wakeNext();
        }
    }

    void failed(ErrorCode code, String reason) {
        failed.tell(code, reason, sweep.now());
    }

    /** Clients that do not take their answers make room, but not while another connection is on its way. */
    private void makeRoom(long now) {
        if (!connecting) {
            loans.makeRoom(waiters.size(), now);
        }
    }

    @Override
    public boolean sweep(long now) {
        synchronized (this) {
            makeRoom(now);
        }
        if (now - prunedAt >= PRUNE_EVERY) {
            prunedAt = now;
            prune(now);
        }
        synchronized (this) {
            return attendance.looked(!waiters.isEmpty(), !usable.isEmpty());
        }
    }

    private void prune(long now) {
        List<SharedConnection> expired;
        synchronized (this) {
            expired = usable.removeExpired(now);
        }
        expired.forEach(one -> one.streams().retire());
    }

    /** Closes what is without streams, now and later. */
    void close() {
        List<SharedConnection> idle;
        synchronized (this) {
            closed = true;
            idle = usable.removeIdle();
        }
        idle.forEach(one -> one.streams().retire());
    }

    /** Connections without a stream now. */
    public synchronized int idle() {
        return usable.idle();
    }

    /** Connections on which streams may be opened. */
    public synchronized int open() {
        return usable.size();
    }

    /** Requests under way on them. */
    public synchronized int streams() {
        return usable.streams();
    }
}
