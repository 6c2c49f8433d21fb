package io.zentinelproxy.core.upstream.check;

import io.zentinelproxy.core.exchange.Exchange;
import io.zentinelproxy.core.exchange.OriginWait;

/** Who waits for the answer to a check: nobody that could leave or be slow. Stateless. */
public final class Nobody implements OriginWait {
    public static final Nobody INSTANCE = new Nobody();

    private Nobody() {}

    @Override
    public Exchange facts() {
        throw new IllegalStateException("a check has no client");
    }

    @Override
    public void awaitOrigin(Cancellation onGone) {
        // Its deadline alone ends a wait.
    }

    @Override
    public void originArrived() {
        // As above.
    }

    @Override
    public boolean isGone() {
        return false;
    }

    @Override
    public long stalledSince() {
        return NOT_STALLED;
    }

    @Override
    public void endStalled() {
        // It is never stalled.
    }
}
