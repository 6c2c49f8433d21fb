package io.zentinelproxy.core.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.RunningProxy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.awaitility.core.ConditionFactory;

/** Reads in a proxy's access log and counters that a refusal was told once in each, and why. One thread at a time. */
public final class RefusalWitness implements AutoCloseable {

    private static final String COUNTER = "zentinel_blocked_requests_total{reason=\"";

    private final LogFile log;

    public RefusalWitness() {
        try {
            log = new LogFile(Files.createTempFile("refusals", ".log"));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Has the proxy write every refusal here, however many there are. */
    public Piece piece() {
        return Piece.observability("access-log { format \"json\"; file \"" + log.path()
                + "\"; max-refusals-per-second 0; }\nmetrics { enabled #false; }");
    }

    /** What was refused so far, by its reason. */
    public static Map<String, Double> counted(RunningProxy proxy) {
        Map<String, Double> counted = new TreeMap<>();
        MetricSamples.of(proxy).forEach((series, value) -> {
            if (series.startsWith(COUNTER) && value > 0) {
                counted.put(series.substring(COUNTER.length(), series.length() - 2), value);
            }
        });
        return counted;
    }

    /** Waits for the one line of the exchange with this id and for its count; returns the reason that both tell. */
    String reasonOf(String requestId, RunningProxy proxy, Map<String, Double> before) {
        LogFile.Line line = awaitLine(requestId, proxy);
        String reason = line.text("reason");
        Map<String, Double> expected = new TreeMap<>(before);
        expected.merge(reason, 1.0, Double::sum);
        soon().untilAsserted(() -> assertThat(counted(proxy)).as("counters").isEqualTo(expected));
        return reason;
    }

    /** Waits for the one line of the exchange with this id. */
    LogFile.Line awaitLine(String requestId, RunningProxy proxy) {
        soon().untilAsserted(() -> {
            proxy.server().observers().reopenLogs(); // writes what waits to be written
            assertThat(linesOf(requestId)).as("lines of the access log").hasSize(1);
        });
        return LogFile.Line.parse(linesOf(requestId).getFirst());
    }

    private List<String> linesOf(String requestId) {
        return log.linesNow().stream().filter(line -> line.contains(requestId)).toList();
    }

    private static ConditionFactory soon() {
        return await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(2));
    }

    @Override
    public void close() {
        try {
            Files.deleteIfExists(log.path());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
