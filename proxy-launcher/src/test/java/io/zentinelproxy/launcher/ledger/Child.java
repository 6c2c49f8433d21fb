package io.zentinelproxy.launcher.ledger;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A {@link Spender} in a process of its own. Belongs to one thread. */
final class Child implements AutoCloseable {
    /** What it says that it has settled, by id. */
    final Map<String, Long> settled = new HashMap<>();

    private final Process process;
    private final BufferedReader said;
    private String last = "";

    Child(String place, long budget, int requests, long seed, Duration lease) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Spender.class.getName(),
                place,
                String.valueOf(budget),
                String.valueOf(requests),
                String.valueOf(seed),
                String.valueOf(lease.toMillis())));
        try {
            process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        said = process.inputReader(StandardCharsets.UTF_8);
    }

    /** Reads until it has settled so many, or ends. */
    Child awaitSettled(int count) {
        while (settled.size() < count && read()) {
            continue;
        }
        return this;
    }

    /** Reads all that it says until it has ended; whether it said that it was done. */
    boolean awaitEnd() {
        while (read()) {
            continue;
        }
        return last.equals("done 0");
    }

    /** As {@code kill -9}; what it said before is read. */
    Child kill() {
        // The process itself would close our end as well, with what is still to be read.
        process.toHandle().destroyForcibly();
        awaitEnd();
        return this;
    }

    private boolean read() {
        try {
            String line = said.readLine();
            if (line == null) {
                return false;
            }
            last = line;
            String[] words = line.split(" ");
            // Its last line may be cut off, and then says less than was settled.
            if (words.length == 3 && words[0].equals("settled")) {
                settled.put(words[1], Long.valueOf(words[2]));
            }
            return true;
        } catch (IOException gone) {
            return false;
        }
    }

    long sum() {
        return settled.values().stream().mapToLong(Long::longValue).sum();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
