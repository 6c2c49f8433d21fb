package io.zentinelproxy.launcher;

/** The carrier threads of all virtual threads. Their number is read once, by the first virtual thread: it must be set before. */
final class Scheduler {
    private static final String PARALLELISM = "jdk.virtualThreadScheduler.parallelism";
    private static final String MAX_POOL_SIZE = "jdk.virtualThreadScheduler.maxPoolSize";

    /** The JVM adds carriers while others are pinned in native code, up to this many. */
    private static final int LEAST_POOL = 256;

    private Scheduler() {}

    /** Sets the number of carriers; 0 leaves one per core. */
    static void size(int workerThreads) {
        if (workerThreads > 0) {
            System.setProperty(PARALLELISM, Integer.toString(workerThreads));
            System.setProperty(MAX_POOL_SIZE, Integer.toString(Math.max(workerThreads, LEAST_POOL)));
        }
    }
}
