package io.zentinelproxy.core.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.TestOrigin;
import io.zentinelproxy.core.wire.LogFile.Line;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A flood of refused requests cannot fill the disk through the access log. */
class RepeatedRefusalsTest {
    private static final String REFUSED = "TRACE / HTTP/1.1\r\nHost: a\r\n\r\n";
    private static final String SUPPRESSED = "zentinel_access_log_suppressed_total{reason=\"method_refused\"}";
    private static final String BLOCKED = "zentinel_blocked_requests_total{reason=\"method_refused\"}";

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"access-log { KEYS; }", "logging { access-log { KEYS; }; }"})
    void refusalsOfOneReasonAreSampledAndCountedInFull(String block) {
        LogFile log = new LogFile(folder.resolve("access.log"));
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.inFrontOf(origin, limitedTo(2, log, block))) {
            int sent = refuseUntilOneIsSuppressed(proxy, log);
            proxy.drain();

            List<Line> lines = log.linesNow().stream().map(Line::parse).toList();
            long told = lines.stream()
                    .filter(line -> line.has("suppressed"))
                    .mapToLong(line -> line.number("suppressed"))
                    .sum();
            double suppressed = MetricSamples.of(proxy).get(SUPPRESSED);
            assertThat(lines.size() + suppressed).isEqualTo(sent);
            assertThat(told).isPositive().isLessThanOrEqualTo((long) suppressed);
            assertThat(MetricSamples.of(proxy)).containsEntry(BLOCKED, (double) sent);
        }
    }

    /** Refused again and again until the second has turned and a line has told of those before it. */
    private static int refuseUntilOneIsSuppressed(RunningProxy proxy, LogFile log) {
        List<Integer> sent = new ArrayList<>();
        Awaitility.await()
                .pollInterval(1, TimeUnit.MILLISECONDS)
                .atMost(60, TimeUnit.SECONDS)
                .until(() -> {
                    try (RawClient client = proxy.connect()) {
                        sent.add(client.send(REFUSED).read().status());
                    }
                    return log.linesNow().stream().anyMatch(line -> line.contains("\"suppressed\":"));
                });
        assertThat(sent).containsOnly(405);
        return sent.size();
    }

    @Test
    void answersAndOriginsThatFailHaveTheirLinesAllTheSame() {
        LogFile log = new LogFile(folder.resolve("access.log"));
        String failing = Messages.OK.replace("200 OK", "404 Not Found");
        try (TestOrigin origin = TestOrigin.answering(failing);
                RunningProxy proxy = RunningProxy.inFrontOf(origin, limitedTo(1, log, "access-log { KEYS; }"));
                RawClient client = proxy.connect()) {
            for (int i = 0; i < 50; i++) {
                client.send(Messages.GET).read();
            }
            assertThat(log.awaitLines(50)).allMatch(line -> line.contains("\"status\":404"));
        }
    }

    @Test
    void zeroMeansNoLimit() {
        LogFile log = new LogFile(folder.resolve("access.log"));
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.inFrontOf(origin, limitedTo(0, log, "access-log { KEYS; }"))) {
            for (int i = 0; i < 300; i++) {
                try (RawClient client = proxy.connect()) {
                    client.send(REFUSED).read();
                }
            }
            assertThat(log.awaitLines(300)).noneMatch(line -> line.contains("suppressed"));
        }
    }

    private static Piece limitedTo(int most, LogFile log, String block) {
        String keys = "file \"" + log.path() + "\"; max-refusals-per-second " + most;
        return Piece.observability(block.replace("KEYS", keys) + "\nmetrics { enabled #false; }");
    }
}
