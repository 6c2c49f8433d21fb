package io.zentinelproxy.core.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.TestOrigin;
import io.zentinelproxy.core.wire.LogFile.Line;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which requests have a line in the access log, and whether it tells their ids. */
class LogSelectionTest {
    private static final String DIRECT = "access-log { file \"%s\"; format \"json\"; KEYS; }";
    private static final String IN_LOGGING = "logging { access-log { file \"%s\"; format \"json\"; KEYS; }; }";
    private static final int REQUESTS = 400;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {DIRECT, IN_LOGGING})
    void aShareOfTheRequestsHasALine(String log) {
        assertThat(linesOf(log.replace("KEYS", "sample-rate 0.5"), 0)).hasSizeBetween(REQUESTS / 4, REQUESTS * 3 / 4);
        assertThat(linesOf(log.replace("KEYS", "sample-rate 0.0"), 0)).isEmpty();
        assertThat(linesOf(log.replace("KEYS", "sample-rate 1.0"), 0)).hasSize(REQUESTS);
    }

    @ParameterizedTest
    @ValueSource(strings = {DIRECT, IN_LOGGING})
    void failuresHaveTheirLineUnlessSwitchedOff(String log) {
        assertThat(linesOf(log.replace("KEYS", "sample-rate 0.0"), 3))
                .hasSize(3)
                .allMatch(line -> line.contains("\"status\":405"));
        assertThat(linesOf(log.replace("KEYS", "sample-rate 0.0; sample-errors-always #false"), 3))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {DIRECT, IN_LOGGING})
    void requestIdIsLeftOutWhereItIsNotWanted(String log) {
        List<String> lines = linesOf(log.replace("KEYS", "include-trace-id #false"), 0);
        assertThat(lines).hasSize(REQUESTS);
        assertThat(Line.parse(lines.getFirst()).has("request_id")).isFalse();
        String combined = log.replace("json", "combined").replace("KEYS", "include-trace-id #false");
        assertThat(linesOf(combined, 0).getFirst()).matches(".* \"-\" - \\d+ -");
    }

    /** The same id, given by a client that is believed, is chosen or not by every proxy alike. */
    @Test
    void theSameRequestsAreChosenEverywhere() {
        List<String> first = chosen();
        assertThat(first).hasSizeBetween(10, 90).isEqualTo(chosen());
    }

    private List<String> chosen() {
        LogFile log = new LogFile(folder.resolve("log" + System.nanoTime()));
        Piece piece = Piece.observability(
                "access-log { file \"" + log.path() + "\"; sample-rate 0.5; }\nmetrics { enabled #false; }");
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy proxy =
                        RunningProxy.inFrontOf(origin, piece, Piece.listener("trusted-proxies \"127.0.0.0/8\""))) {
            try (RawClient client = proxy.connect()) {
                for (int i = 0; i < 100; i++) {
                    client.send(Messages.getWith("X-Request-Id: id-" + i + "\r\n"))
                            .read();
                }
            }
            proxy.drain();
        }
        return log.linesNow().stream()
                .map(line -> Line.parse(line).text("request_id"))
                .sorted()
                .toList();
    }

    private List<String> linesOf(String accessLog, int refused) {
        LogFile log = new LogFile(folder.resolve("log" + System.nanoTime()));
        Piece piece = Piece.observability(accessLog.formatted(log.path()) + "\nmetrics { enabled #false; }");
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.inFrontOf(origin, piece)) {
            try (RawClient client = proxy.connect()) {
                for (int i = 0; i < REQUESTS; i++) {
                    client.send(Messages.GET).read();
                }
            }
            for (int i = 0; i < refused; i++) {
                try (RawClient client = proxy.connect()) {
                    client.send("TRACE / HTTP/1.1\r\nHost: a\r\n\r\n").read();
                }
            }
            proxy.drain();
        }
        return log.linesNow();
    }
}
