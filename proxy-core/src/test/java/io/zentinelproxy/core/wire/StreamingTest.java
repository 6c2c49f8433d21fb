package io.zentinelproxy.core.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.testkit.Body;
import io.zentinelproxy.core.testkit.Pattern;
import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.Reply;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.Step;
import io.zentinelproxy.core.testkit.TestOrigin;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Content passes through as it comes; none of it waits for its end. */
class StreamingTest {

    @Test
    void responseReachesTheClientWhileTheOriginStillSends() {
        CountDownLatch rest = new CountDownLatch(1);
        try (TestOrigin origin = TestOrigin.doing(
                        Step.send(Messages.okWith("Content-Length: 6\r\n", "abc")),
                        new Step.WaitFor(rest),
                        Step.send("def"));
                RunningProxy proxy = RunningProxy.inFrontOf(origin);
                RawClient client = proxy.connect()) {
            client.send(Messages.GET).readHead();
            assertThat(client.readRaw(3)).asString().isEqualTo("abc");
            rest.countDown();
            assertThat(client.readRaw(3)).asString().isEqualTo("def");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Content-Length: 3\r\n", "Transfer-Encoding: chunked\r\n", "Content-Type: text/event-stream\r\n"
            })
    void headOfTheResponseReachesTheClientBeforeAnyContent(String framing) {
        try (TestOrigin origin = TestOrigin.doing(Step.send(Messages.okWith(framing, "")), new Step.AwaitClose());
                RunningProxy proxy = RunningProxy.inFrontOf(origin);
                RawClient client = proxy.connect()) {
            assertThat(client.send(Messages.GET).readHead().status()).isEqualTo(200);
        }
    }

    @Test
    void everyOctetOfAnEventStreamIsPassedOnAtOnce() {
        Semaphore permits = new Semaphore(0);
        try (TestOrigin origin = TestOrigin.doing(
                        Step.send("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n"),
                        new Step.Drip("data: x\n\n".getBytes(), permits),
                        new Step.Close());
                RunningProxy proxy = RunningProxy.inFrontOf(origin);
                RawClient client = proxy.connect()) {
            client.send(Messages.GET).readHead();
            for (char octet : "data: x\n\n".toCharArray()) {
                permits.release();
                assertThat(chunk(client)).isEqualTo(String.valueOf(octet));
            }
            assertThat(chunk(client)).isEmpty();
        }
    }

    /** The content of the next chunk; empty for the last. */
    private static String chunk(RawClient client) {
        StringBuilder line = new StringBuilder();
        while (line.indexOf("\r\n") < 0) {
            line.append((char) client.readRaw(1)[0]);
        }
        byte[] content = client.readRaw(Integer.parseInt(line.substring(0, line.length() - 2), 16));
        assertThat(client.readRaw(2)).asString().isEqualTo("\r\n");
        return new String(content);
    }

    @Test
    void requestReachesTheOriginWhileTheClientStillSends() {
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.inFrontOf(origin);
                RawClient client = proxy.connect()) {
            client.send(Messages.postWith("Content-Length: 6\r\n", "abc"));
            origin.awaitOctets(0, "\r\n\r\nabc");
            client.send("def");
            assertThat(client.read().status()).isEqualTo(200);
            assertThat(origin.onlyRequest().body()).isEqualTo("abcdef");
        }
    }

    @Test
    void chunksReachTheOriginWhileTheClientStillSends() {
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.inFrontOf(origin);
                RawClient client = proxy.connect()) {
            client.send(Messages.chunkedPost("3\r\nabc\r\n"));
            origin.awaitOctets(0, "abc");
            client.send("3\r\ndef\r\n0\r\n\r\n");
            assertThat(client.read().status()).isEqualTo(200);
            assertThat(origin.onlyRequest().body()).isEqualTo("abcdef");
        }
    }

    /** Both directions at once: a proxy that first writes and then reads stands still here. */
    @Test
    void contentFlowsBothWaysAtTheSameTime() throws InterruptedException {
        long length = 24L << 20;
        try (TestOrigin origin = TestOrigin.doing(
                        Step.send(Messages.okWith("Content-Length: " + (length + 3) + "\r\n", "")),
                        new Step.SendPattern(length),
                        new Step.ReadBody(),
                        Step.send("end"));
                RunningProxy proxy = RunningProxy.inFrontOf(origin, Piece.limits("max-body-size \"1GB\""));
                RawClient client = proxy.connect()) {
            client.send(Messages.postWith("Content-Length: " + length + "\r\n", ""));
            Thread upload = Thread.startVirtualThread(() -> upload(client, length));
            Reply reply = client.read();
            upload.join();
            assertThat(reply.content().length()).isEqualTo(length + 3);
            assertThat(origin.onlyRequest().content().crc32()).isEqualTo(Pattern.crc32(length));
        }
    }

    @Test
    void longContentArrivesUnchangedInBothDirections() throws InterruptedException {
        long length = 100_000_001;
        try (TestOrigin origin = TestOrigin.doing(
                        new Step.ReadBody(),
                        Step.send("HTTP/1.1 200 OK\r\nContent-Length: " + length + "\r\n\r\n"),
                        new Step.SendPattern(length));
                RunningProxy proxy = RunningProxy.inFrontOf(origin, Piece.limits("max-body-size \"1GB\""));
                RawClient client = proxy.connect()) {
            client.send(Messages.postWith("Content-Length: " + length + "\r\n", ""));
            upload(client, length);
            Body down = client.read().content();
            Body up = origin.onlyRequest().content();
            assertThat(up.length()).isEqualTo(length);
            assertThat(up.crc32()).isEqualTo(Pattern.crc32(length));
            assertThat(down.length()).isEqualTo(length);
            assertThat(down.crc32()).isEqualTo(Pattern.crc32(length));
        }
    }

    private static void upload(RawClient client, long length) {
        try {
            Pattern.writeTo((octets, offset, count) -> client.send(java.util.Arrays.copyOf(octets, count)), length);
        } catch (IOException impossible) {
            throw new AssertionError(impossible);
        }
    }
}
