package io.zentinelproxy.core.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.TestOrigin;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An access log that nobody takes in: a named pipe without a reader. Requests are served on, lines are dropped and counted. */
class StuckLogTest {

    /** Together far more than a pipe and a small buffer hold, and less than the default buffer. */
    private static final int REQUESTS = 400;

    /** No octet of a line. */
    private static final byte END = 4;

    @TempDir
    private Path folder;

    @Test
    void linesThatDoNotFitTheBufferAreDroppedAndCounted() throws Exception {
        assertThat(droppedWith("access-log { file \"%s\"; buffer-size 4096; }")).isPositive();
    }

    @Test
    void bufferOfALogInsideLoggingIsTheOneItNames() throws Exception {
        assertThat(droppedWith("logging { access-log { file \"%s\"; buffer-size 4096; }; }"))
                .isPositive();
        assertThat(droppedWith("logging { access-log { file \"%s\"; buffer-size \"4MB\"; }; }"))
                .isZero();
    }

    @Test
    void linesThatFitTheBufferAreKept() throws Exception {
        assertThat(droppedWith("access-log { file \"%s\"; buffer-size \"4MB\"; }"))
                .isZero();
    }

    private double droppedWith(String accessLog) throws Exception {
        Path pipe = pipe();
        Piece log = Piece.observability(accessLog.formatted(pipe) + "\nmetrics { enabled #false; }");
        try (RandomAccessFile held = new RandomAccessFile(pipe.toFile(), "rw");
                TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.inFrontOf(origin, log)) {
            serve(proxy);
            double dropped = MetricSamples.of(proxy).get("zentinel_access_log_dropped_total");
            Thread reader = Thread.ofPlatform().daemon().start(() -> empty(held));
            proxy.close();
            held.write(END);
            reader.join();
            return dropped;
        }
    }

    private static void serve(RunningProxy proxy) {
        String target = "/" + "x".repeat(2000);
        try (RawClient client = proxy.connect()) {
            for (int i = 0; i < REQUESTS; i++) {
                assertThat(client.send(Messages.get(target)).read().status()).isEqualTo(200);
            }
        }
    }

    /** Lets the writer end. On a platform thread: reading a file holds a carrier. */
    private static void empty(RandomAccessFile pipe) {
        try {
            byte[] sink = new byte[64 * 1024];
            int count = 1;
            while (sink[count - 1] != END) {
                count = pipe.read(sink);
            }
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private Path pipe() throws IOException, InterruptedException {
        Path pipe = Files.createTempDirectory(folder, "log").resolve("pipe");
        Process mkfifo =
                new ProcessBuilder("mkfifo", pipe.toString()).inheritIO().start();
        assertThat(mkfifo.waitFor()).isZero();
        return pipe;
    }
}
