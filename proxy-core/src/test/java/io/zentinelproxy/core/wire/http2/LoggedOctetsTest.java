package io.zentinelproxy.core.wire.http2;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.Step;
import io.zentinelproxy.core.testkit.TestOrigin;
import io.zentinelproxy.core.testkit.h2.H2Client;
import io.zentinelproxy.core.testkit.h2.H2Code;
import io.zentinelproxy.core.testkit.h2.H2Options;
import io.zentinelproxy.core.testkit.h2.H2Stream;
import io.zentinelproxy.core.testkit.h2.HpackBlock;
import io.zentinelproxy.core.wire.LogFile;
import io.zentinelproxy.core.wire.Messages;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The line of a request of HTTP/2: its protocol, and octets that are those of the stream's own frames, however it ends. */
class LoggedOctetsTest {
    @TempDir
    private Path folder;

    private LogFile log;

    @BeforeEach
    void begin() {
        log = new LogFile(folder.resolve("access.log"));
    }

    /** Sends this, waits for the stream's end and compares what both sides have counted. */
    private LogFile.Line counted(
            TestOrigin origin, H2Options options, Function<H2Client, H2Stream> asking, Piece... pieces) {
        Piece[] all = Arrays.copyOf(pieces, pieces.length + 1);
        all[pieces.length] = log.as("json");
        try (origin;
                RunningProxy proxy = RunningProxy.inFrontOf(origin, all);
                H2Client client = H2Client.connect(proxy.address(), options)) {
            H2Stream stream = asking.apply(client);
            LogFile.Line line = log.awaitOnlyLine();
            client.roundTrip();
            assertThat(line.number("request_octets"))
                    .as("octets of the request")
                    .isEqualTo(stream.sentOnWire());
            assertThat(line.number("response_octets"))
                    .as("octets of the answer")
                    .isEqualTo(stream.receivedOnWire());
            return line;
        }
    }

    private LogFile.Line counted(TestOrigin origin, Function<H2Client, H2Stream> asking, Piece... pieces) {
        return counted(origin, H2Options.USUAL, asking, pieces);
    }

    private static TestOrigin ok() {
        return TestOrigin.answering(Messages.OK);
    }

    @Test
    void aRequestIsLoggedAsOneOfHttp2() {
        LogFile.Line line = counted(ok(), client -> client.get("/a?b"));
        assertThat(line.text("protocol")).isEqualTo("HTTP/2.0");
        assertThat(line.text("method")).isEqualTo("GET");
        assertThat(line.text("target")).isEqualTo("/a?b");
        assertThat(line.text("host")).isEqualTo("a.test");
        assertThat(line.number("status")).isEqualTo(200);
        assertThat(line.number("request_body_octets")).isZero();
        assertThat(line.number("response_body_octets")).isEqualTo(2);
    }

    @Test
    void combinedLinesSaySoToo() {
        try (TestOrigin origin = ok();
                RunningProxy proxy = RunningProxy.inFrontOf(origin, log.as("combined"));
                H2Client client = H2Client.connect(proxy.address())) {
            client.get("/a").awaitReply();
            assertThat(log.awaitLines(1).getFirst()).contains("\"GET /a HTTP/2.0\" 200 2 ");
        }
    }

    @Test
    void httpOneOnTheSamePortIsStillCalledThat() {
        try (TestOrigin origin = ok();
                RunningProxy proxy = RunningProxy.inFrontOf(origin, log.as("json"));
                RawClient client = proxy.connect()) {
            client.send(Messages.GET).read();
            assertThat(log.awaitOnlyLine().text("protocol")).isEqualTo("HTTP/1.1");
        }
    }

    @Test
    void contentIsCountedInBothDirections() {
        String content = "x".repeat(50_000);
        LogFile.Line line =
                counted(TestOrigin.answering(Messages.okWith("Content-Length: 50000\r\n", content)), client -> {
                    H2Stream stream = client.open("POST", "/");
                    stream.send(content, true);
                    return stream;
                });
        assertThat(line.number("request_body_octets")).isEqualTo(50_000);
        assertThat(line.number("response_body_octets")).isEqualTo(50_000);
    }

    @Test
    void paddingEmptyFramesAndTrailersAreCounted() {
        counted(ok(), client -> {
            H2Stream stream = client.open("POST", "/");
            client.send(io.zentinelproxy.core.testkit.h2.H2Frame.padded(1, "abc", 100, false));
            return stream.data("", false).data("def", false).fields(true, "content-digest", "1");
        });
    }

    @Test
    void trailersOfTheAnswerAreCounted() {
        String answer = Messages.okWith("Transfer-Encoding: chunked\r\n", "3\r\nabc\r\n0\r\nX-Sum: 1234\r\n\r\n");
        counted(TestOrigin.answering(answer), client -> client.get("/", "te", "trailers"));
    }

    @Test
    void answersWithoutContentAreCounted() {
        counted(ok(), client -> client.request("HEAD", "/"));
    }

    @Test
    void interimAnswersAreCounted() {
        counted(
                TestOrigin.answering("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + Messages.OK),
                client -> client.get("/"));
    }

    @Test
    void aHeadInManyFramesIsCounted() {
        HpackBlock block = HpackBlock.request("GET", "/");
        for (int i = 0; i < 1500; i++) {
            block.field("x-" + i, "yyyyyyyyyyyyyyyy");
        }
        LogFile.Line line = counted(ok(), client -> {
            LimitsTest.inFrames(block).accept(client);
            return client.stream(1);
        });
        assertThat(line.number("status")).isEqualTo(431);
    }

    @Test
    void aMalformedRequestIsCounted() {
        LogFile.Line line = counted(ok(), client -> client.get("/", "Upper", "case"));
        assertThat(line.number("status")).isEqualTo(400);
        assertThat(line.text("reason")).isEqualTo("bad_field");
        assertThat(line.number("response_octets")).isZero();
    }

    @Test
    void anAnswerOfOurOwnIsCounted() {
        counted(TestOrigin.doing(new Step.Close()), client -> client.get("/"));
    }

    @Test
    void anAnswerThatTheOriginTearsIsCounted() {
        LogFile.Line line = counted(
                TestOrigin.doing(Step.send(Messages.okWith("Content-Length: 6\r\n", "abc")), new Step.Close()),
                client -> client.get("/"));
        assertThat(line.text("reason")).isEqualTo("truncated");
    }

    @Test
    void anAnswerThatTheClientResetsIsCounted() {
        TestOrigin origin = TestOrigin.doing(
                Step.send(Messages.okWith("Content-Length: 1000000\r\n", "")), new Step.SendPattern(1_000_000));
        LogFile.Line line = counted(origin, H2Options.leavingWindowsOf(10_000), client -> {
            H2Stream stream = client.get("/");
            stream.awaitContent(10_000);
            stream.reset(H2Code.CANCEL);
            return stream;
        });
        assertThat(line.number("status")).isEqualTo(200);
        assertThat(line.text("reason")).isEqualTo("client_gone");
    }

    @Test
    void aRequestThatTheClientResetsIsCounted() {
        TestOrigin origin = TestOrigin.doing(new Step.ReadBody());
        LogFile.Line line = counted(origin, client -> {
            H2Stream stream = client.open("POST", "/").data("abc", false);
            origin.awaitRequests(1);
            stream.reset(H2Code.CANCEL);
            return stream;
        });
        assertThat(line.number("status")).isEqualTo(499);
        assertThat(line.text("reason")).isEqualTo("client_gone");
        assertThat(line.number("response_octets")).isZero();
    }

    @Test
    void everyStreamHasALineOfItsOwn() {
        try (TestOrigin origin = ok();
                RunningProxy proxy = RunningProxy.inFrontOf(origin, log.as("json"));
                H2Client client = H2Client.connect(proxy.address())) {
            for (int i = 0; i < 30; i++) {
                client.get("/" + i);
            }
            List<String> lines = log.awaitLines(30);
            assertThat(lines.stream()
                            .map(line -> LogFile.Line.parse(line).text("target"))
                            .distinct())
                    .hasSize(30);
            assertThat(lines.stream()
                            .map(line -> LogFile.Line.parse(line).text("request_id"))
                            .distinct())
                    .hasSize(30);
        }
    }
}
