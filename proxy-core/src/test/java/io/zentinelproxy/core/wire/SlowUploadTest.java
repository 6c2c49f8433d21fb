package io.zentinelproxy.core.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zentinelproxy.core.testkit.HandClock;
import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.Reply;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.Step;
import io.zentinelproxy.core.testkit.TestOrigin;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Slow POST: content that keeps us waiting for longer than the grace of 5 s and a second for each 240 octets, in all. No single wait
 * here is as long as {@code request-timeout-secs}.
 */
class SlowUploadTest {

    private static final String LONG = "Content-Length: 1000000\r\n";

    private final HandClock clock = new HandClock();

    @ParameterizedTest
    @ValueSource(strings = {LONG, "Transfer-Encoding: chunked\r\n"})
    void drippingContentIsRefusedAndNeverLooksCompleteToTheOrigin(String framing, @TempDir Path folder) {
        LogFile log = new LogFile(folder.resolve("access.log"));
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.inFrontOf(origin, clock, log.as("json"));
                RawClient client = proxy.connect()) {
            client.send(Messages.postWith(framing, "1\r\na\r\n"));
            origin.awaitRequests(1);
            assertThat(dripping(client, "1\r\na\r\n", Duration.ofSeconds(1)).status())
                    .isEqualTo(408);
            assertThat(client.awaitClosed()).isTrue();
            origin.awaitConnectionClosed(0);
            assertThat(origin.requests()).noneMatch(request -> request.content().complete());
            assertThat(log.awaitOnlyLine().text("reason")).isEqualTo("late_body");
        }
    }

    /** Meanwhile the client was watched for going away; that its input is ended for being late is no such thing. */
    @Test
    void drippingContentOfARequestThatHadToWaitForAConnectionIsToldSo(@TempDir Path folder) {
        LogFile log = new LogFile(folder.resolve("access.log"));
        CountDownLatch answer = new CountDownLatch(1);
        try (TestOrigin origin = TestOrigin.inOrder(
                        List.of(new Step.WaitFor(answer), Step.send(Messages.OK)), Messages.ANSWER_OK);
                RunningProxy proxy = RunningProxy.inFrontOf(
                        origin, clock, log.as("json"), Piece.upstream("connection-pool { max-connections 1; }"));
                RawClient holder = proxy.connect().send(Messages.GET)) {
            origin.awaitRequests(1);
            RawClient client = proxy.connect().send(Messages.postWith(LONG, ""));
            await().untilAsserted(
                            () -> assertThat(MetricSamples.of(proxy)).containsEntry("zentinel_queued_requests", 1.0));
            clock.advance(Duration.ofMillis(100));
            clock.advance(Duration.ofMillis(100));
            answer.countDown();
            assertThat(holder.read().status()).isEqualTo(200);
            origin.awaitRequests(2);
            assertThat(dripping(client, "a", Duration.ofSeconds(1)).status()).isEqualTo(408);
            assertThat(client.awaitClosed()).isTrue();
            client.close();
        }
        assertThat(log.awaitLines(2)).anyMatch(line -> line.contains("late_body"));
    }

    /** Nine seconds for nine times 300 octets, then as much again: over the grace, within the rate. */
    @Test
    void contentAtTheRateIsServedHoweverLongItTakes() {
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.inFrontOf(origin, clock);
                RawClient client = proxy.connect()) {
            client.send(Messages.postWith("Content-Length: 9000\r\n", ""));
            for (int part = 1; part <= 30; part++) {
                client.send("a".repeat(300));
                origin.awaitOctets(0, "a".repeat(300 * part));
                clock.advance(Duration.ofSeconds(1));
            }
            assertThat(client.read().status()).isEqualTo(200);
        }
    }

    /** Else ten megabytes would pay for half a day: at most the grace and one timeout, 65 s, are in hand. */
    @Test
    void whatCameFastPaysForNoMoreThanOneTimeout() {
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.inFrontOf(origin, clock);
                RawClient client = proxy.connect()) {
            client.send(Messages.postWith(LONG, "a".repeat(100_000)));
            origin.awaitOctets(0, "a".repeat(100_000));
            assertThat(dripping(client, "a", Duration.ofSeconds(40)).status()).isEqualTo(408);
        }
    }

    /** The answer to a client that sends a little after each such time. */
    private Reply dripping(RawClient client, String octets, Duration pause) {
        return clock.advanceDuring(client::read, () -> client.trySend(octets.getBytes()), pause);
    }

    @Test
    void graceCanBeLonger() {
        assertStallIsServed(Piece.listener("min-rate-grace-secs 30"));
    }

    @Test
    void rateCanBeSwitchedOff() {
        assertStallIsServed(Piece.listener("min-request-rate 0"));
    }

    private void assertStallIsServed(Piece piece) {
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.inFrontOf(origin, clock, piece);
                RawClient client = proxy.connect()) {
            client.send(Messages.postWith("Content-Length: 2\r\n", "a"));
            origin.awaitOctets(0, "\r\n\r\na");
            clock.advance(Duration.ofSeconds(25));
            assertThat(client.send("b").read().status()).isEqualTo(200);
        }
    }

    /** Only who keeps us waiting pays: this client has sent all, and the origin takes it late. */
    @Test
    void originThatTakesContentSlowlyIsNotTheClientsFault() {
        CountDownLatch slow = new CountDownLatch(1);
        String content = "a".repeat(9_000_000);
        try (TestOrigin origin = TestOrigin.doing(new Step.WaitFor(slow), new Step.ReadBody(), Step.send(Messages.OK));
                RunningProxy proxy = RunningProxy.inFrontOf(origin, clock);
                RawClient client = proxy.connect()) {
            client.send(Messages.postWith("Content-Length: 9000000\r\n", content.substring(0, 1_000_000)));
            Thread sender = Thread.startVirtualThread(
                    () -> client.trySend(content.substring(1_000_000).getBytes()));
            origin.awaitRequests(1);
            // All buffers on the way are full, or all is in them: nobody waits for the client.
            await().during(Duration.ofMillis(300))
                    .until(() -> sender.getState() == Thread.State.WAITING || !sender.isAlive());
            clock.advance(Duration.ofSeconds(25));
            slow.countDown();
            assertThat(client.read().status()).isEqualTo(200);
        }
    }

    /** RFC 9110 section 10.1.1: the client waits to be told, so the time is the origin's. */
    @Test
    void clientThatWaitsToBeToldToGoOnIsNotSlow() {
        CountDownLatch slow = new CountDownLatch(1);
        try (TestOrigin origin = TestOrigin.doing(
                        new Step.WaitFor(slow),
                        Step.send("HTTP/1.1 100 Continue\r\n\r\n"),
                        new Step.ReadBody(),
                        Step.send(Messages.OK));
                RunningProxy proxy = RunningProxy.inFrontOf(origin, clock);
                RawClient client = proxy.connect()) {
            client.send(Messages.postWith("Content-Length: 1\r\nExpect: 100-continue\r\n", ""));
            origin.awaitRequests(1);
            clock.advance(Duration.ofSeconds(20));
            slow.countDown();
            assertThat(client.readInterim().status()).isEqualTo(100);
            assertThat(client.send("a").read().status()).isEqualTo(200);
        }
    }
}
