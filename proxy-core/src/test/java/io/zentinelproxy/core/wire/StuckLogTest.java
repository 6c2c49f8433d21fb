package io.zentinelproxy.core.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.testkit.ClosedPort;
import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.ProxyKdl;
import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.TestOrigin;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
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
    void bufferOfTheErrorLogIsTheOneItNames() throws Exception {
        String log = "logging { error-log { file \"%s\"; buffer-size BUFFER; }; }";
        assertThat(droppedFailuresWith(log.replace("BUFFER", "4096"))).isPositive();
        assertThat(droppedFailuresWith(log.replace("BUFFER", "\"4MB\""))).isZero();
    }

    @Test
    void linesThatFitTheBufferAreKept() throws Exception {
        assertThat(droppedWith("access-log { file \"%s\"; buffer-size \"4MB\"; }"))
                .isZero();
    }

    private double droppedWith(String accessLog) throws Exception {
        try (TestOrigin origin = TestOrigin.answering(Messages.OK)) {
            return droppedWith(accessLog, origin.address(), 200, "zentinel_access_log_dropped_total");
        }
    }

    private double droppedFailuresWith(String errorLog) throws Exception {
        return droppedWith(errorLog, ClosedPort.refusing(), 502, "zentinel_log_dropped_total{log=\"error\"}");
    }

    private double droppedWith(String logs, InetSocketAddress origin, int status, String series) throws Exception {
        Path pipe = pipe();
        Piece log = Piece.observability(logs.formatted(pipe) + "\nmetrics { enabled #false; }");
        try (RandomAccessFile held = new RandomAccessFile(pipe.toFile(), "rw");
                RunningProxy proxy = RunningProxy.start(ProxyKdl.inFrontOf(origin, log))) {
            serve(proxy, status);
            double dropped = MetricSamples.of(proxy).get(series);
            Thread reader = Thread.ofPlatform().daemon().start(() -> empty(held));
            proxy.close();
            held.write(END);
            reader.join();
            return dropped;
        }
    }

    private static void serve(RunningProxy proxy, int status) {
        String target = "/" + "x".repeat(2000);
        try (RawClient client = proxy.connect()) {
            for (int i = 0; i < REQUESTS; i++) {
                assertThat(client.send(Messages.get(target)).read().status()).isEqualTo(status);
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
