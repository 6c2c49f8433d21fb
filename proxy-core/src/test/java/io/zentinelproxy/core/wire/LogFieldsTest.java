package io.zentinelproxy.core.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.json.JsonObject;
import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.TestOrigin;
import io.zentinelproxy.core.wire.LogFile.Line;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a line of the access log tells is switched off member by member. */
class LogFieldsTest {
    private static final String REQUEST =
            "GET /a?b HTTP/1.1\r\nHost: a.test\r\nUser-Agent: test/1\r\nReferer: http://r.test/\r\n\r\n";

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({
        "timestamp, time",
        "trace-id, request_id",
        "method, method",
        "path, target",
        "status, status",
        "latency-ms, duration_us upstream_us",
        "body-bytes-sent, response_body_octets",
        "upstream-addr, endpoint",
        "connection-reused, connection_reused",
        "user-agent, user_agent",
        "referer, referer",
        "client-ip, client"
    })
    void whatIsSwitchedOffIsLeftOutAndNothingElse(String key, String members) {
        Set<String> all =
                new TreeSet<>(line("access-log { file \"%s\"; }").members().keySet());
        Set<String> less = new TreeSet<>(line("access-log { file \"%s\"; fields { " + key + " #false; }; }")
                .members()
                .keySet());
        assertThat(all).containsAll(List.of(members.split(" ")));
        all.removeAll(List.of(members.split(" ")));
        assertThat(less).isEqualTo(all);
    }

    @ParameterizedTest
    @CsvSource({"access-log { file \"%s\"; fields { query #false; }; }"})
    void targetHasNoQueryWhereThatIsSwitchedOff(String log) {
        assertThat(line(log).get("target"))
                .hasToString(line("access-log { file \"%s\"; }")
                        .get("target")
                        .toString()
                        .replace("?b", ""));
    }

    @ParameterizedTest
    @CsvSource({
        "timestamp, time",
        "trace-id, request_id",
        "method, method",
        "path, target",
        "status, status",
        "latency-ms, duration_us upstream_us",
        "body-bytes-sent, response_body_octets",
        "upstream-addr, endpoint",
        "connection-reused, connection_reused",
        "user-agent, user_agent",
        "referer, referer",
        "client-ip, client",
        "tls, tls_version",
        "client-cert, client_cert_subject"
    })
    void whatIsSwitchedOffIsLeftOutInsideLoggingToo(String key, String members) {
        JsonObject line = line("logging { access-log { file \"%s\"; fields { " + key + " #false; }; }; }");
        assertThat(line.members()).doesNotContainKeys(members.split(" "));
        assertThat(line.get("route")).isNotNull();
    }

    /** The line of the second request on a connection, whose origin connection is used for the second time, too. */
    private JsonObject line(String accessLog) {
        LogFile log = new LogFile(folder.resolve("log" + System.nanoTime()));
        Piece piece = Piece.observability(accessLog.formatted(log.path()) + "\nmetrics { enabled #false; }");
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.inFrontOf(origin, piece);
                RawClient client = proxy.connect()) {
            client.send(REQUEST).read();
            client.send(REQUEST).read();
            return Line.parse(log.awaitLines(2).get(1)).object();
        }
    }
}
