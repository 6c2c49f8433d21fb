package io.zentinelproxy.launcher;

import java.util.concurrent.atomic.AtomicBoolean;
import sun.misc.Signal;

/**
 * The signals of a service: TERM and INT end it, HUP reloads, USR1 reopens its logs, USR2 lets a new process take its place. The JDK has no other interface for them than {@code
 * sun.misc.Signal}, which is exported for this purpose (JEP 260).
 */
final class Signals {
    private static final int EXIT_AFTER_SECOND_SIGNAL = 130;

    /** What they do. Each is called on a thread of its own, made by the JVM for the signal. */
    interface Actions {
        void end();

        void reload();

        void reopenLogs();

        void upgrade();
    }

    private Signals() {}

    static void install(Actions actions) {
        AtomicBoolean ending = new AtomicBoolean();
        for (String name : new String[] {"TERM", "INT"}) {
            Signal.handle(new Signal(name), signal -> {
                if (ending.getAndSet(true)) {
                    Runtime.getRuntime().halt(EXIT_AFTER_SECOND_SIGNAL);
                }
                actions.end();
            });
        }
        Signal.handle(new Signal("USR1"), signal -> actions.reopenLogs());
        Signal.handle(new Signal("USR2"), signal -> actions.upgrade());
        Signal.handle(new Signal("HUP"), signal -> actions.reload());
    }
}
