package io.zentinelproxy.core.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.bytes.Ascii;
import io.zentinelproxy.core.exchange.Exchange;
import io.zentinelproxy.core.exchange.LimitFacts;
import io.zentinelproxy.core.filter.Verdict;
import io.zentinelproxy.core.http.Fields;
import io.zentinelproxy.core.proxy.Plugs;
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
import org.junit.jupiter.params.provider.CsvSource;

/** What modules found out about a request stands in its line of the access log, as far as it is wanted. */
class FindingsInLogTest {
    private static final String REQUEST = "GET / HTTP/1.1\r\nHost: a.test\r\n%s\r\n";
    private static final byte[] KEY = Ascii.octets("key");

    /** A module that finds something of requests that tell a key. */
    private static final Plugs FINDING = Plugs.NONE.filtering(List.of(FindingsInLogTest::find));

    private record Limits(Verdict verdict, String limiter, String key, long remaining, long delayNanos)
            implements LimitFacts {}

    @TempDir
    private Path folder;

    private static Verdict find(Exchange exchange) {
        Fields fields = exchange.head().fields();
        int line = fields.find(KEY, 0);
        if (line >= 0) {
            exchange.findings()
                    .limits(new Limits(LimitFacts.Verdict.DRY_RUN, "api", fields.value(line), 41, 2_500_000));
            exchange.findings().country("DE");
            exchange.findings().reputation(73);
        }
        return Verdict.CONTINUE;
    }

    @Test
    void aLineTellsWhichLimiterDecidedForWhomAndWhereTheClientIs() {
        Line line = lines("access-log { file \"%s\"; }", "Key: a\"b\\c\r\n").getFirst();
        assertThat(line.text("rate_limit")).isEqualTo("api");
        assertThat(line.text("rate_limit_verdict")).isEqualTo("dry_run");
        assertThat(line.text("rate_limit_key")).isEqualTo("a\"b\\c");
        assertThat(line.number("rate_limit_remaining")).isEqualTo(41);
        assertThat(line.number("rate_limit_delay_us")).isEqualTo(2500);
        assertThat(line.text("country")).isEqualTo("DE");
        assertThat(line.number("reputation")).isEqualTo(73);
    }

    @Test
    void theNextRequestOfAConnectionThatNobodyLookedAtTellsNothingOfIt() {
        List<Line> lines = lines("access-log { file \"%s\"; }", "Key: a\r\n", "");
        assertThat(lines.get(1).object().members())
                .doesNotContainKeys("rate_limit", "rate_limit_verdict", "rate_limit_key", "rate_limit_remaining")
                .doesNotContainKeys("rate_limit_delay_us", "country", "reputation");
    }

    @ParameterizedTest
    @CsvSource({
        "access-log { file \"%s\"; fields { WHICH #false; }; }",
        "logging { access-log { file \"%s\"; fields { WHICH #false; }; }; }"
    })
    void whatIsSwitchedOffIsNotTold(String log) {
        assertThat(lines(log.replace("WHICH", "rate-limit-hit"), "Key: a\r\n")
                        .getFirst()
                        .object()
                        .members())
                .doesNotContainKeys("rate_limit", "rate_limit_verdict", "rate_limit_key", "rate_limit_remaining")
                .doesNotContainKeys("rate_limit_delay_us")
                .containsKeys("country", "reputation");
        assertThat(lines(log.replace("WHICH", "geo-country"), "Key: a\r\n")
                        .getFirst()
                        .object()
                        .members())
                .doesNotContainKeys("country")
                .containsKeys("rate_limit", "reputation");
    }

    private List<Line> lines(String accessLog, String... fields) {
        LogFile log = new LogFile(folder.resolve("log" + System.nanoTime()));
        Piece piece = Piece.observability(accessLog.formatted(log.path()) + "\nmetrics { enabled #false; }");
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.inFrontOf(origin, FINDING, piece);
                RawClient client = proxy.connect()) {
            for (String field : fields) {
                client.send(REQUEST.formatted(field)).read();
            }
            return log.awaitLines(fields.length).stream().map(Line::parse).toList();
        }
    }
}
