package io.zentinelproxy.core.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.TestOrigin;
import io.zentinelproxy.core.wire.LogFile.Line;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The file of the access log under a running proxy. */
class LogRotationTest {

    @TempDir
    private Path folder;

    @Test
    void reopenedLogGoesOnInANewFile() throws IOException {
        LogFile log = new LogFile(folder.resolve("access.log"));
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.inFrontOf(origin, log.as("json"));
                RawClient client = proxy.connect()) {
            client.send(Messages.get("/before")).read();
            log.awaitLines(1);
            Path moved = Files.move(log.path(), folder.resolve("access.log.1"));
            proxy.server().observers().reopenLogs();
            // It is opened at the writer's next turn; what is told before that is in the old one.
            await().until(() -> Files.exists(log.path()));
            client.send(Messages.get("/after")).read();
            assertThat(log.awaitOnlyLine().text("target")).isEqualTo("/after");
            assertThat(Line.parse(new LogFile(moved).awaitLines(1).getFirst()).text("target"))
                    .isEqualTo("/before");
        }
    }

    @Test
    void logThatExistsIsContinued() throws IOException {
        LogFile log = new LogFile(folder.resolve("access.log"));
        Files.writeString(log.path(), "an older line\n");
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.inFrontOf(origin, log.as("json"));
                RawClient client = proxy.connect()) {
            client.send(Messages.GET).read();
            assertThat(log.awaitLines(2).getFirst()).isEqualTo("an older line");
        }
    }

    /** The original keeps its access log inside a block {@code logging}. */
    @Test
    void logInsideLoggingIsWritten() {
        LogFile log = new LogFile(folder.resolve("access.log"));
        Piece inLogging = Piece.observability("logging { access-log { format \"combined\"; file \"" + log.path()
                + "\"; }; }\nmetrics { enabled #false; }");
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.inFrontOf(origin, inLogging);
                RawClient client = proxy.connect()) {
            client.send(Messages.GET).read();
            assertThat(log.awaitLines(1).getFirst()).contains("\"GET / HTTP/1.1\" 200 2 ");
        }
    }

    @Test
    void logInsideLoggingThatIsSwitchedOffWritesNothing() {
        Path file = folder.resolve("access.log");
        Piece off = Piece.observability(
                "logging { access-log { enabled #false; file \"" + file + "\"; }; }\nmetrics { enabled #false; }");
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.inFrontOf(origin, off)) {
            try (RawClient client = proxy.connect()) {
                client.send(Messages.GET).read();
            }
            proxy.drain();
            assertThat(file).doesNotExist();
        }
    }
}
