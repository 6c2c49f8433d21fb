package io.zentinelproxy.launcher;

import io.zentinelproxy.core.observe.EventLog;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;

/**
 * Where what is logged goes: to standard error as one line an event while the program starts and ends, and to the application log
 * while that is open. {@code System.Logger} is the interface everywhere; behind it is java.util.logging.
 */
final class AppLog implements AutoCloseable {
    private static final String PROPERTY = "java.util.logging.SimpleFormatter.format";
    private static final String LINE = "%1$tFT%1$tT.%1$tL%1$tz %4$s %5$s%6$s%n";

    private Handler handler;
    private final Handler[] before;
    private final Level levelBefore;

    private AppLog(Handler handler, Handler[] before, Level levelBefore) {
        this.handler = handler;
        this.before = before;
        this.levelBefore = levelBefore;
    }

    /** Lines on standard error from now on, unless the user has set a format of their own. */
    static void toStandardError() {
        if (System.getProperty(PROPERTY) == null) {
            System.setProperty(PROPERTY, LINE);
        }
    }

    /**
     * Sends what is logged to the application log, and nothing to standard error, until this is closed.
     *
     * @param level the lowest that is logged by loggers that have none of their own
     */
    static AppLog to(EventLog events, System.Logger.Level level) {
        Logger root = root();
        AppLog log = new AppLog(new LogHandler(events), root.getHandlers(), root.getLevel());
        for (Handler one : log.before) {
            root.removeHandler(one);
        }
        root.addHandler(log.handler);
        root.setLevel(translated(level));
        return log;
    }

    /** Sends what is logged there from now on. */
    void goOn(EventLog events, System.Logger.Level level) {
        Handler next = new LogHandler(events);
        Logger root = root();
        root.addHandler(next);
        root.removeHandler(handler);
        root.setLevel(translated(level));
        handler = next;
    }

    /** Back to standard error. */
    @Override
    public void close() {
        Logger root = root();
        root.removeHandler(handler);
        for (Handler one : before) {
            root.addHandler(one);
        }
        root.setLevel(levelBefore);
    }

    private static Logger root() {
        return LogManager.getLogManager().getLogger("");
    }

    private static Level translated(System.Logger.Level level) {
        return switch (level) {
            case ALL -> Level.ALL;
            case TRACE -> Level.FINER;
            case DEBUG -> Level.FINE;
            case INFO -> Level.INFO;
            case WARNING -> Level.WARNING;
            case ERROR -> Level.SEVERE;
            case OFF -> Level.OFF;
        };
    }
}
