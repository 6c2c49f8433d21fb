package io.zentinelproxy.launcher;

import java.util.concurrent.atomic.AtomicBoolean;
import sun.misc.Signal;

/**
 * The signals of a service: TERM and INT end it, USR1 reopens its logs. The JDK has no other interface for them than {@code
 * sun.misc.Signal}, which is exported for this purpose (JEP 260).
 */
final class Signals {
    private static final System.Logger LOG = System.getLogger("zentinel");
    private static final int EXIT_AFTER_SECOND_SIGNAL = 130;

    /** What they do. Called on the JVM's signal thread; must not block. */
    interface Actions {
        void end();

        void reopenLogs();
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
        Signal.handle(
                new Signal("HUP"),
                signal -> LOG.log(
                        System.Logger.Level.WARNING,
                        "HUP is ignored: this version does not reload; the running configuration stays"));
    }
}
