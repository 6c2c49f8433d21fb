package io.zentinelproxy.core.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.testkit.ClosedPort;
import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.ProxyKdl;
import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.Reply;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.Step;
import io.zentinelproxy.core.testkit.TestOrigin;
import io.zentinelproxy.core.wire.LogFile.Line;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One line for each request, true to the octet. */
class AccessLogTest {

    @TempDir
    private Path folder;

    private LogFile log;

    @BeforeEach
    void nameTheFile() {
        log = new LogFile(folder.resolve("access.log"));
    }

    @Test
    void lineTellsWhoAskedForWhatAndWhatCameOfIt() {
        String request =
                "POST /a/b?c=d HTTP/1.1\r\nHost: a.test:81\r\nUser-Agent: test/1\r\nReferer: http://r.test/\r\nContent-Length: 3\r\n\r\nabc";
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.inFrontOf(origin, log.as("json"));
                RawClient client = proxy.connect()) {
            Reply reply = client.send(request).read();
            Line line = log.awaitOnlyLine();
            assertThat(line.text("time")).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d+Z");
            assertThat(line.text("request_id")).isEqualTo(reply.field("X-Request-Id"));
            assertThat(line.text("client")).isEqualTo("127.0.0.1");
            assertThat(line.text("method")).isEqualTo("POST");
            assertThat(line.text("target")).isEqualTo("/a/b?c=d");
            assertThat(line.text("protocol")).isEqualTo("HTTP/1.1");
            assertThat(line.text("host")).isEqualTo("a.test:81");
            assertThat(line.number("status")).isEqualTo(200);
            assertThat(line.has("reason")).isFalse();
            assertThat(line.text("route")).isEqualTo("all");
            assertThat(line.text("upstream")).isEqualTo("origin");
            assertThat(line.text("endpoint")).isEqualTo("127.0.0.1:" + origin.port());
            assertThat(line.number("attempts")).isEqualTo(1);
            assertThat(line.number("request_octets")).isEqualTo(request.length());
            assertThat(line.number("response_octets")).isEqualTo(reply.head().length() + 2);
            assertThat(line.number("request_body_octets")).isEqualTo(3);
            assertThat(line.number("response_body_octets")).isEqualTo(2);
            assertThat(line.number("duration_us")).isPositive();
            assertThat(line.number("upstream_us")).isPositive().isLessThanOrEqualTo(line.number("duration_us"));
            assertThat(line.text("user_agent")).isEqualTo("test/1");
            assertThat(line.text("referer")).isEqualTo("http://r.test/");
        }
    }

    @Test
    void behindABalancerTheLineTellsOfItsClient() {
        Piece balancer = Piece.listener("proxy-protocol { from \"127.0.0.1\"; }");
        byte[] header = BalancerHeader.v2("2001:db8::7");
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.inFrontOf(origin, log.as("json"), balancer);
                RawClient client = proxy.connect()) {
            client.send(BalancerHeader.join(header, BalancerHeader.octets(Messages.GET)))
                    .read();
            Line line = log.awaitOnlyLine();
            assertThat(line.text("client")).isEqualTo("2001:db8:0:0:0:0:0:7");
            assertThat(line.number("request_octets")).isEqualTo(Messages.GET.length());
        }
    }

    @Test
    void everyRequestHasItsLineInOrder() {
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.inFrontOf(origin, log.as("json"));
                RawClient client = proxy.connect()) {
            for (int i = 0; i < 300; i++) {
                client.send(Messages.get("/" + i)).read();
            }
            List<String> lines = log.awaitLines(300);
            for (int i = 0; i < 300; i++) {
                assertThat(Line.parse(lines.get(i)).text("target")).isEqualTo("/" + i);
            }
        }
    }

    @Test
    void octetsAreThoseOfTheWireForPipelinedAndChunkedRequests() {
        String chunked = Messages.chunkedPost("3;ext\r\nabc\r\n00\r\nX: y\r\n\r\n");
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.inFrontOf(origin, log.as("json"));
                RawClient client = proxy.connect()) {
            client.send(chunked + Messages.get("/second"));
            client.read();
            client.read();
            List<String> lines = log.awaitLines(2);
            assertThat(Line.parse(lines.get(0)).number("request_octets")).isEqualTo(chunked.length());
            assertThat(Line.parse(lines.get(0)).number("request_body_octets")).isEqualTo(3);
            assertThat(Line.parse(lines.get(1)).number("request_octets"))
                    .isEqualTo(Messages.get("/second").length());
        }
    }

    @Test
    void octetsOfAnAnswerCutShortAreThoseThatLeft() {
        try (TestOrigin origin = TestOrigin.doing(
                        new Step.ReadBody(),
                        Step.send(Messages.okWith("Content-Length: 1000\r\n", "abc")),
                        new Step.Close());
                RunningProxy proxy = RunningProxy.inFrontOf(origin, log.as("json"));
                RawClient client = proxy.connect()) {
            int octets = client.send(Messages.GET).readToEnd().length;
            Line line = log.awaitOnlyLine();
            assertThat(line.number("status")).isEqualTo(200);
            assertThat(line.text("reason")).isEqualTo("truncated");
            assertThat(line.number("response_octets")).isEqualTo(octets);
            assertThat(line.number("response_body_octets")).isEqualTo(3);
        }
    }

    @Test
    void interimResponsesCountAsOctetsSent() {
        try (TestOrigin origin =
                        TestOrigin.doing(Step.send("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + Messages.OK));
                RunningProxy proxy = RunningProxy.inFrontOf(origin, log.as("json"));
                RawClient client = proxy.connect()) {
            int octets = client.send(Messages.getWith("Connection: close\r\n")).readToEnd().length;
            assertThat(log.awaitOnlyLine().number("response_octets")).isEqualTo(octets);
        }
    }

    @Test
    void garbageHasOneLineWithAReason() {
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.inFrontOf(origin, log.as("json"));
                RawClient client = proxy.connect()) {
            int octets = client.send("\u0016\u0003\u0001\0garbage\r\n").readToEnd().length;
            Line line = log.awaitOnlyLine();
            assertThat(line.number("status")).isEqualTo(400);
            assertThat(line.text("reason")).isEqualTo("bad_request_line");
            assertThat(line.number("response_octets")).isEqualTo(octets);
        }
    }

    @Test
    void reasonsTellFaultsApart() {
        assertThat(reasonOf("GET / HTTP/1.1\r\n\r\n")).isEqualTo("bad_host");
        assertThat(reasonOf(Messages.getWith("X : y\r\n"))).isEqualTo("bad_field");
        assertThat(reasonOf(Messages.postWith("Content-Length: 1\r\nContent-Length: 1\r\n", "a")))
                .isEqualTo("bad_framing");
        assertThat(reasonOf(Messages.chunkedPost("x\r\n"))).isEqualTo("bad_chunk");
        assertThat(reasonOf("GET / HTTP/2.0\r\nHost: a\r\n\r\n")).isEqualTo("unsupported_version");
        assertThat(reasonOf("TRACE / HTTP/1.1\r\nHost: a\r\n\r\n")).isEqualTo("method_refused");
        assertThat(reasonOf(Messages.getWith(("X: " + "a".repeat(3000) + "\r\n").repeat(3))))
                .isEqualTo("head_too_large");
        assertThat(reasonOf(Messages.getWith("X: " + "a".repeat(9000) + "\r\n")))
                .isEqualTo("field_value_too_long");
        assertThat(reasonOf(Messages.get("/" + "a".repeat(9000)))).isEqualTo("target_too_long");
        assertThat(reasonOf(Messages.postWith("Content-Length: 99999999\r\n", "")))
                .isEqualTo("body_too_large");
    }

    private String reasonOf(String request) {
        LogFile own = new LogFile(folder.resolve("log" + System.nanoTime()));
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.inFrontOf(origin, own.as("json"));
                RawClient client = proxy.connect()) {
            client.send(request).read();
            return own.awaitOnlyLine().text("reason");
        }
    }

    @Test
    void originThatCannotBeReachedIsAReason() {
        try (RunningProxy proxy = RunningProxy.start(ProxyKdl.inFrontOf(ClosedPort.refusing(), log.as("json")));
                RawClient client = proxy.connect()) {
            client.send(Messages.GET).read();
            Line line = log.awaitOnlyLine();
            assertThat(line.number("status")).isEqualTo(502);
            assertThat(line.text("reason")).isEqualTo("connect_failed");
            assertThat(line.text("route")).isEqualTo("all");
        }
    }

    @Test
    void clientThatWentAwayIsLoggedAs499() {
        try (TestOrigin origin = TestOrigin.doing(new Step.AwaitClose());
                RunningProxy proxy = RunningProxy.inFrontOf(origin, log.as("json"))) {
            RawClient client = proxy.connect().send(Messages.GET);
            origin.awaitRequests(1);
            client.abort();
            Line line = log.awaitOnlyLine();
            assertThat(line.number("status")).isEqualTo(499);
            assertThat(line.text("reason")).isEqualTo("client_gone");
            assertThat(line.number("response_octets")).isZero();
        }
    }

    @Test
    void secondTryIsCounted() {
        try (TestOrigin origin = TestOrigin.inOrder(Messages.ANSWER_OK, List.of(new Step.Close()), Messages.ANSWER_OK);
                RunningProxy proxy = RunningProxy.inFrontOf(origin, log.as("json"));
                RawClient client = proxy.connect()) {
            client.send(Messages.GET).read();
            client.send(Messages.GET).read();
            assertThat(Line.parse(log.awaitLines(2).get(1)).number("attempts")).isEqualTo(2);
        }
    }

    @Test
    void clientBehindATrustedProxyIsTheOneNamed() {
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.inFrontOf(
                        origin, log.as("json"), Piece.listener("trusted-proxies \"127.0.0.0/8\" \"10.0.0.0/8\""));
                RawClient client = proxy.connect()) {
            client.send(Messages.getWith("X-Forwarded-For: 1.1.1.1, 6.6.6.6, 10.0.0.9\r\n"))
                    .read();
            assertThat(log.awaitOnlyLine().text("client"))
                    .as("the last one that is not ours")
                    .isEqualTo("6.6.6.6");
        }
    }

    /** Whatever a client sends, a line stays one line and one JSON object. */
    @Test
    void valuesCannotBreakOutOfTheirLine() {
        String evil = "\"},{\\\"a\u00e9\u0080\t";
        for (String format : new String[] {"json", "combined"}) {
            LogFile own = new LogFile(folder.resolve(format));
            try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                    RunningProxy proxy = RunningProxy.inFrontOf(origin, own.as(format));
                    RawClient client = proxy.connect()) {
                client.send(Messages.getWith("User-Agent: " + evil + "\r\nReferer: " + evil + "\r\n"))
                        .read();
                String line = own.awaitLines(1).getFirst();
                if (format.equals("json")) {
                    assertThat(Line.parse(line).text("user_agent")).startsWith("\"},{\\\"a");
                } else {
                    assertThat(line).doesNotContain("\" \"},{");
                }
            }
        }
    }

    @Test
    void combinedFormatIsApachesWithRequestIdAndDuration() {
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.inFrontOf(origin, log.as("combined"));
                RawClient client = proxy.connect()) {
            Reply reply = client.send("GET /a?b HTTP/1.1\r\nHost: a.test\r\nUser-Agent: test/1\r\n\r\n")
                    .read();
            assertThat(log.awaitLines(1).getFirst())
                    .matches("127\\.0\\.0\\.1 - - \\[\\d\\d/\\w{3}/\\d{4}:\\d\\d:\\d\\d:\\d\\d [+-]\\d{4}] "
                            + "\"GET /a\\?b HTTP/1\\.1\" 200 2 \"-\" \"test/1\" "
                            + reply.field("X-Request-Id") + " .*\\d.*");
        }
    }

    @Test
    void logThatIsSwitchedOffWritesNothing() {
        Piece off = Piece.observability(
                "access-log { enabled #false; file \"" + log.path() + "\"; }\nmetrics { enabled #false; }");
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.inFrontOf(origin, off)) {
            try (RawClient client = proxy.connect()) {
                client.send(Messages.GET).read();
            }
            proxy.drain();
            assertThat(Files.exists(log.path())).isFalse();
        }
    }

    @Test
    void linesAreWrittenBeforeTheProxyEnds() {
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.inFrontOf(origin, log.as("json"))) {
            try (RawClient client = proxy.connect()) {
                for (int i = 0; i < 50; i++) {
                    client.send(Messages.GET).read();
                }
            }
            proxy.drain();
            proxy.close();
            assertThat(log.linesNow()).hasSize(50);
        }
    }
}
