package io.zentinelproxy.core.upstream;

import io.zentinelproxy.core.http2.ClientConnection;
import io.zentinelproxy.core.http2.ErrorCode;
import org.jspecify.annotations.Nullable;

/** A connection of HTTP/2 to an origin, which many leases share. What it counts is guarded by its pool. */
final class SharedConnection implements ClientConnection.Owner {
    private final StreamPool pool;
    private final OriginConnection below;

    /** Null until the origin has said that it speaks HTTP/2. */
    private volatile @Nullable ClientConnection streams;

    /** Leases on it. */
    private int lent;

    /** Whether it has carried a request. */
    private boolean used;

    /** When the last lease was given back. */
    private long idleSince;

    /** @param below what its streams go over */
    SharedConnection(StreamPool pool, OriginConnection below) {
        this.pool = pool;
        this.below = below;
        idleSince = below.since();
    }

    void begun(ClientConnection connection) {
        streams = connection;
    }

    ClientConnection streams() {
        ClientConnection begun = streams;
        if (begun == null) {
            throw new IllegalStateException("HTTP/2 has not begun");
        }
        return begun;
    }

    OriginConnection below() {
        return below;
    }

    boolean hasRoom() {
        return lent < streams().room();
    }

    boolean isIdle() {
        return lent == 0;
    }

    int lent() {
        return lent;
    }

    long idleSince() {
        return idleSince;
    }

    void lend() {
        lent++;
    }

    void giveBack(long now) {
        lent--;
        idleSince = now;
    }

    /** Whether a request was sent on it before this one. */
    boolean use() {
        boolean before = used;
        used = true;
        return before;
    }

    @Override
    public void changed() {
        // Before it has begun, whoever begins it looks.
        if (streams != null) {
            pool.changed(this);
        }
    }

    @Override
    public void ended() {
        pool.ended(this);
    }

    @Override
    public void failed(ErrorCode code, String reason) {
        pool.failed(code, reason);
    }
}
