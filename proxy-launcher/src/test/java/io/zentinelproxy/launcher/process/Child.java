package io.zentinelproxy.launcher.process;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** A program that runs beside a test, with the lines it has printed so far. Closing it ends it and all that it has started. */
final class Child implements AutoCloseable {
    private static final int HANG_GUARD_SECONDS = 60;

    private final Process process;
    /** Guarded by itself. */
    private final List<String> lines = new ArrayList<>();

    Child(Process process) {
        this.process = process;
        Thread.ofVirtual().start(this::listen);
    }

    private void listen() {
        try (BufferedReader reader = process.inputReader(UTF_8)) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                synchronized (lines) {
                    lines.add(line);
                }
            }
        } catch (IOException ended) {
            // The process was ended.
        }
    }

    /** The line of this number, from 0, once it has been printed. */
    String line(int number) {
        Awaitility.await("line " + number)
                .atMost(HANG_GUARD_SECONDS, TimeUnit.SECONDS)
                .until(() -> count() > number);
        synchronized (lines) {
            return lines.get(number);
        }
    }

    /** What it waits for on its input is over. */
    void endInput() throws IOException {
        process.getOutputStream().close();
    }

    private int count() {
        synchronized (lines) {
            return lines.size();
        }
    }

    @Override
    public void close() {
        List<ProcessHandle> all = new ArrayList<>(process.descendants().toList());
        all.add(process.toHandle());
        all.forEach(ProcessHandle::destroyForcibly);
        // Until then they may write into a folder that the test is about to remove.
        all.forEach(one -> one.onExit().join());
    }
}
