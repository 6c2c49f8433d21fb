package io.zentinelproxy.launcher;

import static java.lang.System.Logger.Level.DEBUG;

import io.zentinelproxy.core.config.ObservabilitySettings.Logging;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.Logger;

/** How much our own loggers say; those of libraries stay as they are. */
final class Verbosity {
    /** Held here, as java.util.logging forgets the level of a logger that nobody holds. */
    private static final List<Logger> OURS =
            List.of(Logger.getLogger("io.zentinelproxy"), Logger.getLogger("zentinel"));

    private Verbosity() {}

    /** The application log's settings with the level that was asked for on the command line, where that says more. */
    static Logging over(Logging settings) {
        boolean raised = OURS.getFirst().getLevel() == Level.FINE;
        boolean saysLess = settings.level().getSeverity() > DEBUG.getSeverity();
        return raised && saysLess ? settings.withLevel(DEBUG) : settings;
    }

    /** From now on everything of level DEBUG, which java.util.logging calls FINE, is written. */
    static void raise() {
        OURS.forEach(logger -> logger.setLevel(Level.FINE));
        for (Handler handler : Logger.getLogger("").getHandlers()) {
            handler.setLevel(Level.FINE);
        }
    }
}
