package io.zentinelproxy.security.redis;

import static org.awaitility.Awaitility.await;

import io.zentinelproxy.core.testkit.HangGuard;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** One sentinel that decides alone and soon. Belongs to one thread. */
public final class TestSentinel implements AutoCloseable {
    /** A sentinel that has noticed that time went on without it does nothing for half a minute. */
    public static final Duration PATIENCE = HangGuard.LIMIT.multipliedBy(2);

    private final int port = RedisServer.freePort();
    private final Path file;
    private final Process process;

    /** @param patience until a server that says nothing is taken for dead */
    public TestSentinel(String name, RedisServer master, Duration patience) {
        try {
            file = Files.createTempFile("zentinel-sentinel", ".conf");
            Files.writeString(
                    file, """
                    port %d
                    bind 127.0.0.1
                    dir %s
                    sentinel monitor %s 127.0.0.1 %d 1
                    sentinel down-after-milliseconds %s %d
                    sentinel failover-timeout %s 20000
                    """.formatted(port, file.getParent(), name, master.port(), name, patience.toMillis(), name));
            process = new ProcessBuilder("redis-server", file.toString(), "--sentinel")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        await().atMost(HangGuard.LIMIT).until(() -> ask("PING").equals("PONG"));
    }

    public int port() {
        return port;
    }

    private String ask(String... words) {
        List<String> command = new ArrayList<>(List.of("redis-cli", "-p", String.valueOf(port)));
        command.addAll(List.of(words));
        return RedisServer.run(command);
    }

    public boolean knowsReplicas(String name) {
        return ask("SENTINEL", "REPLICAS", name).contains("slave-priority");
    }

    /** Has the replica take over, once it is known to be good for that. */
    public void failover(String name) {
        await().atMost(PATIENCE).until(() -> ask("SENTINEL", "FAILOVER", name), "OK"::equals);
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor(HangGuard.LIMIT.toMillis(), TimeUnit.MILLISECONDS);
            Files.deleteIfExists(file);
        } catch (InterruptedException stop) {
            throw new AssertionError(stop);
        } catch (IOException left) {
            // A file that stays in the folder for temporary files does no harm.
        }
    }
}
