package io.zentinelproxy.launcher;

/**
 * What no thread has caught. Want of memory ends the process, as {@code -XX:+ExitOnOutOfMemoryError} does for the heap: that option
 * does not know of direct buffers, whose allocation tries for half a second before it fails, one after the other, so that a process
 * without them would answer nobody and not end either. Everything else is logged.
 */
final class UncaughtErrors {
    private static final System.Logger LOG = System.getLogger("zentinel");

    private UncaughtErrors() {}

    static void handle() {
        Thread.setDefaultUncaughtExceptionHandler(UncaughtErrors::uncaught);
    }

    private static void uncaught(Thread thread, Throwable e) {
        if (e instanceof OutOfMemoryError) {
            // Not by the log, whose thread may get no further.
            System.err.println("zentinel: out of memory, and so it ends: " + e.getMessage());
            Runtime.getRuntime().halt(ExitCode.CANNOT_START.code());
        }
        LOG.log(System.Logger.Level.ERROR, "thread " + thread.getName() + " has ended", e);
    }
}
