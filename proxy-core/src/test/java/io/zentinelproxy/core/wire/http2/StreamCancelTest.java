package io.zentinelproxy.core.wire.http2;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.Step;
import io.zentinelproxy.core.testkit.TestOrigin;
import io.zentinelproxy.core.testkit.h2.H2Client;
import io.zentinelproxy.core.testkit.h2.H2Code;
import io.zentinelproxy.core.testkit.h2.H2Stream;
import io.zentinelproxy.core.wire.LogFile;
import io.zentinelproxy.core.wire.Messages;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A stream that its client resets is over at once, for the origin as well: RFC 9113 section 5.4.2. */
class StreamCancelTest {

    @ParameterizedTest
    @EnumSource(
            value = H2Code.class,
            names = {"NO_ERROR", "CANCEL", "INTERNAL_ERROR", "PROTOCOL_ERROR", "REFUSED_STREAM"})
    void aStreamResetByTheClientCancelsItsRequest(H2Code code, @TempDir Path folder) {
        LogFile log = new LogFile(folder.resolve("access.log"));
        try (TestOrigin origin = TestOrigin.doing(new Step.AwaitClose());
                RunningProxy proxy = RunningProxy.inFrontOf(origin, log.as("json"));
                H2Client client = H2Client.connect(proxy.address())) {
            H2Stream stream = client.get("/");
            origin.awaitRequests(1);
            stream.reset(code);
            origin.awaitConnectionClosed(0);
            LogFile.Line line = log.awaitOnlyLine();
            assertThat(line.number("status")).isEqualTo(499);
            assertThat(line.text("reason")).isEqualTo("client_gone");
            client.roundTrip();
            assertThat(stream.reset()).as("a reset is not answered by one").isNull();
        }
    }

    @Test
    void anUploadThatIsResetIsNeverComplete() {
        try (TestOrigin origin = TestOrigin.doing(new Step.ReadBody(), Step.send(Messages.OK));
                RunningProxy proxy = RunningProxy.inFrontOf(origin);
                H2Client client = H2Client.connect(proxy.address())) {
            H2Stream stream = client.open("POST", "/").data("abc", false);
            origin.awaitRequests(1);
            stream.reset(H2Code.CANCEL);
            origin.awaitConnectionClosed(0);
            assertThat(origin.onlyRequest().content().complete()).isFalse();
        }
    }

    @Test
    void anAnswerThatIsResetIsNotFetchedToItsEnd() {
        long length = 100_000_000_000L;
        try (TestOrigin origin = TestOrigin.doing(
                        Step.send(Messages.okWith("Content-Length: " + length + "\r\n", "")),
                        new Step.SendPattern(length));
                RunningProxy proxy = RunningProxy.inFrontOf(origin);
                H2Client client = H2Client.connect(proxy.address())) {
            H2Stream stream = client.get("/");
            stream.awaitContent(1_000_000);
            stream.reset(H2Code.CANCEL);
            origin.awaitConnectionClosed(0);
            client.roundTrip();
        }
    }

    @Test
    void otherStreamsGoOn() {
        CountDownLatch latch = new CountDownLatch(1);
        try (TestOrigin origin = TestOrigin.scripted(request -> request.target().equals("/wait")
                        ? List.of(new Step.WaitFor(latch), Step.send(Messages.OK))
                        : List.of(new Step.AwaitClose()));
                RunningProxy proxy = RunningProxy.inFrontOf(origin);
                H2Client client = H2Client.connect(proxy.address())) {
            H2Stream waiting = client.get("/wait");
            for (int i = 0; i < 20; i++) {
                client.get("/held").reset(H2Code.CANCEL);
            }
            client.roundTrip();
            latch.countDown();
            assertThat(waiting.awaitReply().body()).isEqualTo("ok");
        }
    }

    /** A request that waits for a connection to the origin is given up as well. */
    @Test
    void aRequestThatWaitsInTheQueueIsTakenOutOfIt(@TempDir Path folder) {
        LogFile log = new LogFile(folder.resolve("access.log"));
        CountDownLatch latch = new CountDownLatch(1);
        try (TestOrigin origin = TestOrigin.doing(new Step.WaitFor(latch), Step.send(Messages.OK));
                RunningProxy proxy = RunningProxy.inFrontOf(
                        origin, Piece.upstream("connection-pool { max-connections 1; }"), log.as("json"));
                H2Client client = H2Client.connect(proxy.address())) {
            H2Stream first = client.get("/first");
            origin.awaitRequests(1);
            H2Stream queued = client.get("/queued");
            client.roundTrip();
            queued.reset(H2Code.CANCEL);
            assertThat(log.awaitOnlyLine().text("target")).isEqualTo("/queued");
            latch.countDown();
            assertThat(first.awaitReply().status()).isEqualTo(200);
            assertThat(origin.requests()).hasSize(1);
        }
    }

    @Test
    void theEndOfTheConnectionIsTheEndOfAllItsStreams() {
        try (TestOrigin origin = TestOrigin.doing(new Step.AwaitClose());
                RunningProxy proxy = RunningProxy.inFrontOf(origin)) {
            for (boolean orderly : new boolean[] {true, false}) {
                int before = origin.connections();
                H2Client client = H2Client.connect(proxy.address());
                for (int i = 0; i < 10; i++) {
                    client.get("/" + i);
                }
                origin.awaitRequests(before + 10);
                if (orderly) {
                    client.end();
                } else {
                    client.abort();
                }
                for (int i = before; i < before + 10; i++) {
                    origin.awaitConnectionClosed(i);
                }
            }
        }
    }
}
