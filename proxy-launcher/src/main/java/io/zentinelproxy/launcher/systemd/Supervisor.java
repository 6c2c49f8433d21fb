package io.zentinelproxy.launcher.systemd;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Who started this process and wants to know how it is, by the protocol of sd_notify(3). Where nobody does, telling costs nothing.
 * Telling never fails: what could not be told is said once in the log. Any thread.
 */
public final class Supervisor {
    private static final System.Logger LOG = System.getLogger("zentinel");

    private final Notifications notifications;
    private final @Nullable Duration patience;
    private final AtomicBoolean complained = new AtomicBoolean();

    Supervisor(Notifications notifications, @Nullable Duration patience) {
        this.notifications = notifications;
        this.patience = patience;
    }

    /** The one that the variables NOTIFY_SOCKET, WATCHDOG_USEC and WATCHDOG_PID tell of, or nobody. */
    public static Supervisor of(Map<String, String> environment) {
        String socket = environment.get("NOTIFY_SOCKET");
        if (socket == null || socket.isEmpty()) {
            return new Supervisor(new Nobody(), null);
        }
        return new Supervisor(open(socket), patience(environment));
    }

    private static Notifications open(String socket) {
        try {
            return new UnixDatagrams(socket);
        } catch (IllegalCallerException e) {
            LOG.log(Level.INFO, "native access is denied: systemd is told by the program systemd-notify");
            return new NotifyProgram();
        } catch (IOException e) {
            LOG.log(Level.WARNING, "the service manager cannot be told anything: NOTIFY_SOCKET is " + e.getMessage());
            return new Nobody();
        }
    }

    private static @Nullable Duration patience(Map<String, String> environment) {
        String whose = environment.get("WATCHDOG_PID");
        String micros = environment.get("WATCHDOG_USEC");
        boolean ours = whose == null
                || whose.equals(Long.toString(ProcessHandle.current().pid()));
        if (micros == null || !ours) {
            return null;
        }
        try {
            long given = Long.parseLong(micros);
            return given <= 0 ? null : Duration.ofNanos(TimeUnit.MICROSECONDS.toNanos(given));
        } catch (NumberFormatException e) {
            LOG.log(Level.WARNING, "there is no watchdog: WATCHDOG_USEC is no number");
            return null;
        }
    }

    /** How long it waits for a sign of life before it kills this process; null when it does not watch. */
    @Nullable
    Duration patience() {
        return patience;
    }

    /** Start-up, or a reload, is over. */
    public void ready(String status) {
        tell("READY=1\nMAINPID=" + ProcessHandle.current().pid() + status(status));
    }

    /** Another process is the main one from now on: told by the one that is it until then, whom alone the service manager may believe. */
    public void succeededBy(long process) {
        tell("MAINPID=" + process);
    }

    /** A reload begins; {@link #ready} must follow, or the service manager waits until it gives up. */
    public void reloading() {
        // HotSpot's nanoTime is CLOCK_MONOTONIC on Linux, which is what systemd compares with the moment it sent the
        // signal.
        tell("RELOADING=1\nMONOTONIC_USEC=" + TimeUnit.NANOSECONDS.toMicros(System.nanoTime()));
    }

    /** The end has begun. */
    public void stopping(String status) {
        tell("STOPPING=1" + status(status));
    }

    /** A sign of life. */
    void alive() {
        tell("WATCHDOG=1");
    }

    private static String status(String status) {
        return "\nSTATUS=" + status.replace('\n', ' ');
    }

    private void tell(String assignments) {
        try {
            notifications.send(assignments);
        } catch (IOException e) {
            if (!complained.getAndSet(true)) {
                LOG.log(Level.WARNING, "the service manager could not be told: " + e.getMessage());
            }
        }
    }
}
