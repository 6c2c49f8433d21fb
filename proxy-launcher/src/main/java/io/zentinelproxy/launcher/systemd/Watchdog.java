package io.zentinelproxy.launcher.systemd;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Gives the service manager a sign of life twice in the time that it waits for one, but only after a look at what must be alive.
 * While something is not, no sign is given and it is looked at every second: what recovers in time is not killed. On a platform
 * thread of its own, which does not keep the process alive.
 */
public final class Watchdog implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("zentinel");
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

    private final Supervisor supervisor;
    private final Supplier<@Nullable String> ailment;
    private final Duration period;
    private final Thread thread;
    private volatile boolean closed;

    private Watchdog(Supervisor supervisor, Supplier<@Nullable String> ailment, Duration period) {
        this.supervisor = supervisor;
        this.ailment = ailment;
        this.period = period;
        thread = Thread.ofPlatform().daemon().name("zentinel-watchdog").unstarted(this::run);
    }

    /**
     * Starts where the service manager watches this process.
     *
     * @param ailment what is not alive, in words for the log, or null; may take a few seconds to find out
     * @return null where nobody watches
     */
    public static @Nullable Watchdog start(Supervisor supervisor, Supplier<@Nullable String> ailment) {
        Duration patience = supervisor.patience();
        if (patience == null) {
            return null;
        }
        Watchdog watchdog = new Watchdog(supervisor, ailment, patience.dividedBy(2));
        watchdog.thread.start();
        return watchdog;
    }

    private void run() {
        String before = null;
        while (!closed) {
            String found = ailment.get();
            if (found == null) {
                supervisor.alive();
            } else if (before == null) {
                LOG.log(Level.ERROR, "no sign of life is given to the service manager, as " + found);
            }
            before = found;
            Duration wait = found == null || period.compareTo(LOOK_AGAIN) < 0 ? period : LOOK_AGAIN;
            LockSupport.parkNanos(this, wait.toNanos());
        }
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
    }
}
