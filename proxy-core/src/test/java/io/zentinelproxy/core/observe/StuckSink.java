package io.zentinelproxy.core.observe;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** Takes nothing until it is released, as a pipe that nobody reads. */
final class StuckSink implements LineSink {
    private final CountDownLatch released = new CountDownLatch(1);
    private final ByteArrayOutputStream taken = new ByteArrayOutputStream();

    void release() {
        released.countDown();
    }

    /** What was taken; after the log was closed. */
    List<String> lines() {
        return taken.toString(StandardCharsets.ISO_8859_1).lines().toList();
    }

    @Override
    public int write(byte[] from, int start, int length) throws IOException {
        try {
            released.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
        synchronized (taken) {
            taken.write(from, start, length);
        }
        return length;
    }

    @Override
    public void reopen() {}

    @Override
    public void close() {}
}
