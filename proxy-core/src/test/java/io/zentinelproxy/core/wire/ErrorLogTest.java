package io.zentinelproxy.core.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.testkit.ClosedPort;
import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.ProxyKdl;
import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.Reply;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.wire.LogFile.Line;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Exchanges that we or an origin failed have a line in the error log. */
class ErrorLogTest {

    @TempDir
    private Path folder;

    private LogFile log;

    @BeforeEach
    void nameTheFile() {
        log = new LogFile(folder.resolve("error.log"));
    }

    @Test
    void exchangeThatAnOriginFailsHasItsLine() {
        InetSocketAddress nobody = ClosedPort.refusing();
        try (RunningProxy proxy = proxy(nobody, "");
                RawClient client = proxy.connect()) {
            Reply reply = client.send("GET /a\"b HTTP/1.1\r\nHost: a\r\n\r\n").read();
            Line line = log.awaitOnlyLine();
            assertThat(reply.status()).isEqualTo(502);
            assertThat(line.text("level")).isEqualTo("warn");
            assertThat(line.text("source")).isEqualTo("exchange");
            assertThat(line.text("message")).isEqualTo("The origin server cannot be reached.");
            assertThat(line.text("reason")).isEqualTo("connect_failed");
            assertThat(line.text("request_id")).isEqualTo(reply.field("X-Request-Id"));
            assertThat(line.text("client")).isEqualTo("127.0.0.1");
            assertThat(line.text("target")).isEqualTo("/a\"b");
            assertThat(line.number("status")).isEqualTo(502);
            assertThat(line.text("route")).isEqualTo("all");
            assertThat(line.text("upstream")).isEqualTo("origin");
            assertThat(line.text("endpoint")).isEqualTo("127.0.0.1:" + nobody.getPort());
        }
    }

    @Test
    void whatTheClientDidWrongIsNoFailureOfOurs() throws Exception {
        try (RunningProxy proxy = proxy(ClosedPort.refusing(), "")) {
            try (RawClient client = proxy.connect()) {
                assertThat(client.send("GET / HTTP/9.9\r\nHost: a\r\n\r\n")
                                .read()
                                .status())
                        .isEqualTo(505);
            }
            proxy.drain();
            assertThat(Files.readString(log.path())).isEmpty();
        }
    }

    @Test
    void warningsAreLeftOutWhereOnlyErrorsAreWanted() throws Exception {
        failOneWith("level \"error\"");
        assertThat(Files.readString(log.path())).isEmpty();
    }

    @Test
    void logThatIsSwitchedOffWritesNothing() {
        failOneWith("enabled #false");
        assertThat(log.path()).doesNotExist();
    }

    @Test
    void reopenedLogGoesOnInANewFile() throws Exception {
        try (RunningProxy proxy = proxy(ClosedPort.refusing(), "");
                RawClient client = proxy.connect()) {
            client.send(Messages.get("/before")).read();
            log.awaitLines(1);
            Files.move(log.path(), folder.resolve("error.log.1"));
            proxy.server().observers().reopenLogs();
            // It is opened at the writer's next turn; what is told before that is in the old one.
            Awaitility.await().until(() -> Files.exists(log.path()));
            client.send(Messages.get("/after")).read();
            assertThat(log.awaitOnlyLine().text("target")).isEqualTo("/after");
        }
    }

    private void failOneWith(String keys) {
        try (RunningProxy proxy = proxy(ClosedPort.refusing(), keys)) {
            try (RawClient client = proxy.connect()) {
                assertThat(client.send(Messages.GET).read().status()).isEqualTo(502);
            }
            proxy.drain();
        }
    }

    private RunningProxy proxy(InetSocketAddress origin, String keys) {
        Piece piece = Piece.observability(
                "logging { error-log { file \"" + log.path() + "\"\n" + keys + "\n}; }\nmetrics { enabled #false; }");
        return RunningProxy.start(ProxyKdl.inFrontOf(origin, piece));
    }
}
