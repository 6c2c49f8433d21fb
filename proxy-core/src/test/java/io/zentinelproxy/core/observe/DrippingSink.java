package io.zentinelproxy.core.observe;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Takes a few octets at a time and now and then none, as a disk that runs full and is cleared again. */
final class DrippingSink implements LineSink {
    private static final int OCTETS = 1000;
    private static final int FAILURES = 5;

    private final ByteArrayOutputStream taken = new ByteArrayOutputStream();
    private final AtomicInteger failures = new AtomicInteger();
    private boolean failNext;

    int failures() {
        return failures.get();
    }

    /** What was taken so far. */
    synchronized List<String> lines() {
        return taken.toString(StandardCharsets.ISO_8859_1).lines().toList();
    }

    @Override
    public synchronized int write(byte[] from, int start, int length) throws IOException {
        failNext = !failNext;
        if (failNext && failures.get() < FAILURES) {
            failures.incrementAndGet();
            throw new IOException("No space left on device");
        }
        int some = Math.min(length, OCTETS);
        taken.write(from, start, some);
        return some;
    }

    @Override
    public void reopen() {}

    @Override
    public void close() {}
}
