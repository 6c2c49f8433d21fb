package io.zentinelproxy.core.exchange;

import io.zentinelproxy.core.fault.Fault;
import io.zentinelproxy.core.fault.LimitFault;
import java.nio.ByteBuffer;

/**
 * The content of a request that may be answered before its end: little more of it is taken then, as its sender could go on for ever. Pulled
 * by one thread; {@link #begin} comes from any.
 */
public final class BoundedRest extends PassedContent {
    /** Octets of content that are taken once the request has been answered, for the sake of its connection. */
    public static final int MOST_OCTETS = 256 * 1024;

    private volatile long most = Long.MAX_VALUE;

    public BoundedRest(BodySource content) {
        super(content);
    }

    /** The request has been answered: what comes from now on is the rest. */
    public void begin() {
        most = pulled() + MOST_OCTETS;
    }

    /** @throws Fault of its sender, and {@link LimitFault} BODY_TOO_LARGE where more comes than the rest may be */
    @Override
    public int pull(ByteBuffer into) throws Fault {
        int moved = super.pull(into);
        if (pulled() > most) {
            throw new LimitFault(LimitFault.Kind.BODY_TOO_LARGE);
        }
        return moved;
    }
}
