package io.zentinelproxy.security.memcached;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The time that proxies tell each other through a server: read with every decision, and written with one where it has become old. Any
 * thread.
 */
final class ClockMark {
    /** Age at which it is written anew. */
    static final long OLD = TimeUnit.MILLISECONDS.toNanos(100);

    private static final System.Logger LOG = System.getLogger(ClockMark.class.getName());
    private static final long SECONDS_KEPT = 60;
    private static final long NEVER = Long.MIN_VALUE;

    private final byte[] name;
    private final SharedClock clock;
    private final String server;
    private final AtomicLong heard = new AtomicLong(NEVER);
    private final AtomicBoolean complained = new AtomicBoolean();

    ClockMark(byte[] name, SharedClock clock, String server) {
        this.name = name;
        this.clock = clock;
        this.server = server;
    }

    /**
     * Adds the command that writes it, where it is old. Never before it was read: what others have written must not be lost.
     *
     * @return how many commands
     */
    int write(Commands commands, long now) {
        long last = heard.get();
        if (last == NEVER || now - last < OLD || !heard.compareAndSet(last, now)) {
            return 0;
        }
        commands.set(name, Long.toString(now), SECONDS_KEPT);
        return 1;
    }

    /** Adds the command that reads it, behind all those that count: who is told of no later time was in time. */
    void read(Commands commands) {
        commands.get(name);
    }

    /**
     * Takes the reply.
     *
     * @return the time that others have told, {@link Long#MIN_VALUE} where it is not believed
     */
    long told(Reply reply) throws BadReplyException {
        long time = reply.number();
        if (clock.hear(time)) {
            heard.accumulateAndGet(time, Math::max);
            return time;
        }
        if (complained.compareAndSet(false, true)) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "memcached {0}: another proxy''s clock is more than 10 s ahead of ours; while that is so, limits are"
                            + " counted apart. Is the time of all machines kept by NTP?",
                    server);
        }
        return NEVER;
    }
}
