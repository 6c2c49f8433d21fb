package io.zentinelproxy.core.wire;

import static io.zentinelproxy.core.wire.Retrying.CLOSE;
import static io.zentinelproxy.core.wire.Retrying.SILENCE;
import static io.zentinelproxy.core.wire.Retrying.answer;
import static io.zentinelproxy.core.wire.Retrying.awaitMetric;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zentinelproxy.core.testkit.ClosedPort;
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

/** Whom a request goes to where its route's own upstream does not answer: the block {@code fallback}. */
class FallbackTest {
    private static final String POST = Messages.postWith("Content-Length: 3\r\n", "abc");
    private static final String BACKUP = "fallback-upstream \"backup\"";

    @TempDir
    private Path folder;

    private static Piece fallback(String... keys) {
        return Piece.route("fallback {\n" + String.join("\n", keys) + "\n}");
    }

    private static Piece upstream(String id, int port, String... keys) {
        return Piece.upstreams(
                "upstream \"" + id + "\" { target \"127.0.0.1:" + port + "\"\n" + String.join("\n", keys) + "\n}");
    }

    private static String attempts(String to, String reason) {
        return "zentinel_fallback_attempts_total{from_upstream=\"origin\",reason=\"" + reason
                + "\",route=\"all\",to_upstream=\"" + to + "\"}";
    }

    /** What a client gets for a request where the route's own origin does this, and the other one is well. */
    private static Reply reply(List<Step> own, String request, String reason, String... keys) {
        try (TestOrigin bad = TestOrigin.inOrder(own);
                TestOrigin backup = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.inFrontOf(bad, upstream("backup", backup.port()), fallback(keys));
                RawClient client = proxy.connect()) {
            Reply reply = client.send(request).read();
            if (!reason.isEmpty()) {
                awaitMetric(proxy, attempts("backup", reason), 1);
                assertThat(reply.field("X-Fallback-Reason")).isEqualTo(reason);
            } else {
                assertThat(backup.requests()).isEmpty();
            }
            return reply;
        }
    }

    private static int status(List<Step> own, String request, String reason, String... keys) {
        return reply(own, request, reason, keys).status();
    }

    @Test
    void upstreamThatCannotBeReachedIsLeftWhateverTheMethodAndTheClientIsTold() throws Exception {
        LogFile log = new LogFile(folder.resolve("access.log"));
        try (TestOrigin backup =
                        TestOrigin.answering(Messages.okWith("X-Fallback-Used: maybe\r\nContent-Length: 2\r\n", "ok"));
                RunningProxy proxy = RunningProxy.inFrontOf(
                        ClosedPort.refusing(), log.as("json"), upstream("backup", backup.port()), fallback(BACKUP));
                RawClient client = proxy.connect()) {
            Reply reply = client.send(POST).read();
            assertThat(reply.status()).isEqualTo(200);
            assertThat(reply.field("X-Fallback-Used")).isEqualTo("true");
            assertThat(reply.field("X-Fallback-Upstream")).isEqualTo("backup");
            assertThat(reply.field("X-Fallback-Reason")).isEqualTo("connection_error");
            assertThat(reply.field("X-Original-Upstream")).isEqualTo("origin");
            assertThat(backup.onlyRequest().body()).isEqualTo("abc");
            awaitMetric(proxy, attempts("backup", "connection_error"), 1);
            awaitMetric(proxy, "zentinel_fallback_success_total{route=\"all\",upstream=\"backup\"}", 1);
            awaitMetric(proxy, "zentinel_upstream_attempts_total{upstream=\"origin\"}", 1);
            awaitMetric(proxy, "zentinel_upstream_failures_total{reason=\"retried\",upstream=\"origin\"}", 1);
            awaitMetric(proxy, "zentinel_upstream_attempts_total{upstream=\"backup\"}", 1);
            LogFile.Line line = log.awaitOnlyLine();
            assertThat(line.text("upstream")).isEqualTo("backup");
            assertThat(line.number("attempts")).isEqualTo(2);
            assertThat(line.text("endpoint")).isEqualTo("127.0.0.1:" + backup.port());
        }
    }

    @Test
    void connectionThatBreaksIsAnErrorOfOne() {
        assertThat(status(CLOSE, Messages.GET, "connection_error", BACKUP)).isEqualTo(200);
        assertThat(status(CLOSE, POST, "", BACKUP))
                .as("it may have been done already")
                .isEqualTo(502);
        assertThat(status(CLOSE, Messages.GET, "", BACKUP, "triggers { on-connection-error #false; }"))
                .isEqualTo(502);
    }

    @Test
    void answersOfTheListedStatusesAreLeftWhateverTheMethod() {
        String triggers = "triggers { on-error-codes 429 503; }";
        assertThat(status(answer(429), POST, "error_code", BACKUP, triggers)).isEqualTo(200);
        assertThat(status(answer(503), Messages.GET, "error_code", BACKUP, triggers))
                .isEqualTo(200);
        assertThat(status(answer(500), Messages.GET, "", BACKUP, triggers)).isEqualTo(500);
        assertThat(status(answer(503), Messages.GET, "", BACKUP)).isEqualTo(503);
    }

    @Test
    void answerThatIsNotAReasonSaysNothingOfOthers() {
        Reply reply = reply(answer(200), Messages.GET, "", BACKUP);
        assertThat(reply.fields().all("X-Fallback-Used")).isEmpty();
    }

    @Test
    void upstreamThatIsTooSlowIsLeft() {
        HandClock clock = new HandClock();
        try (TestOrigin slow = TestOrigin.inOrder(SILENCE);
                TestOrigin backup = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.inFrontOf(
                        slow,
                        clock,
                        upstream("backup", backup.port()),
                        fallback(BACKUP, "triggers { on-latency-threshold-ms 1000; }"));
                RawClient client = proxy.connect()) {
            client.send(Messages.GET);
            clock.advanceUntil(() -> !backup.requests().isEmpty(), Duration.ofMillis(300));
            Reply reply = client.read();
            assertThat(reply.status()).isEqualTo(200);
            assertThat(reply.field("X-Fallback-Reason")).isEqualTo("latency_threshold");
            awaitMetric(proxy, attempts("backup", "latency_threshold"), 1);
        }
    }

    @Test
    void statusThatTheProxyItselfWouldGiveCountsToo() {
        try (TestOrigin silent = TestOrigin.doing(SILENCE.toArray(Step[]::new));
                TestOrigin backup = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.inFrontOf(
                        silent,
                        Piece.upstream("timeouts { read \"100ms\"; }"),
                        upstream("backup", backup.port()),
                        fallback(BACKUP, "triggers { on-error-codes 504; }"));
                RawClient client = proxy.connect()) {
            assertThat(client.send(Messages.GET).read().field("X-Fallback-Reason"))
                    .isEqualTo("error_code");
        }
    }

    @Test
    void upstreamWithoutRoomCountsAsOneThatIsNotWell() {
        for (boolean asked : List.of(true, false)) {
            CountDownLatch answer = new CountDownLatch(1);
            try (TestOrigin full = TestOrigin.doing(new Step.WaitFor(answer), Step.send(Messages.OK));
                    TestOrigin backup = TestOrigin.answering(Messages.OK);
                    RunningProxy proxy = RunningProxy.inFrontOf(
                            full,
                            Piece.upstream("target \"127.0.0.1:" + full.port() + "\" max-requests=1"),
                            upstream("backup", backup.port()),
                            fallback(BACKUP, "triggers { on-health-failure #" + asked + "; }"));
                    RawClient first = proxy.connect();
                    RawClient second = proxy.connect()) {
                first.send(Messages.GET);
                full.awaitRequests(1);
                Reply reply = second.send(Messages.GET).read();
                assertThat(reply.status()).isEqualTo(asked ? 200 : 503);
                if (asked) {
                    assertThat(reply.field("X-Fallback-Reason")).isEqualTo("health_check_failed");
                }
                answer.countDown();
                first.read();
            }
        }
    }

    @Test
    void othersAreAskedInTheirOrderAndNoMoreThanAllowed() {
        for (int most : List.of(1, 2)) {
            try (TestOrigin own = TestOrigin.inOrder(answer(503, "", "own"));
                    TestOrigin second = TestOrigin.inOrder(answer(503, "", "second"));
                    TestOrigin third = TestOrigin.inOrder(answer(503, "", "third"));
                    RunningProxy proxy = RunningProxy.inFrontOf(
                            own,
                            upstream("second", second.port()),
                            upstream("third", third.port()),
                            fallback(
                                    "max-attempts " + most,
                                    "triggers { on-error-codes 503; }",
                                    "fallback-upstream \"second\"",
                                    "fallback-upstream \"third\""));
                    RawClient client = proxy.connect()) {
                Reply reply = client.send(Messages.GET).read();
                assertThat(reply.status()).isEqualTo(503);
                assertThat(reply.body()).as("the last is passed on").isEqualTo(most == 1 ? "second" : "third");
                awaitMetric(proxy, "zentinel_fallback_exhausted_total{route=\"all\"}", 1);
                awaitMetric(proxy, attempts("third", "error_code"), most - 1);
            }
        }
    }

    @Test
    void otherThatIsNotWellIsPassedBy() {
        try (TestOrigin own = TestOrigin.doing(answer(503).toArray(Step[]::new));
                TestOrigin third = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.inFrontOf(
                        own,
                        upstream(
                                "second",
                                ClosedPort.refusing().getPort(),
                                "health-check { type \"tcp\"; interval-secs \"100ms\"; unhealthy-threshold 1; }"),
                        upstream("third", third.port()),
                        fallback(
                                "max-attempts 1",
                                "triggers { on-error-codes 503; }",
                                "fallback-upstream \"second\" { skip-if-unhealthy #true; }",
                                "fallback-upstream \"third\""));
                RawClient client = proxy.connect()) {
            await().untilAsserted(() ->
                    assertThat(client.send(Messages.GET).read().status()).isEqualTo(200));
            assertThat(client.send(Messages.GET).read().field("X-Fallback-Upstream"))
                    .isEqualTo("third");
        }
    }

    @Test
    void largeContentGoesToTheOtherAsAWhole() {
        String whole = "0123456789".repeat(5_000);
        try (TestOrigin own = TestOrigin.doing(new Step.ReadOctets(20_000), new Step.Reset());
                TestOrigin backup = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.inFrontOf(own, upstream("backup", backup.port()), fallback(BACKUP));
                RawClient client = proxy.connect()) {
            client.send("PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 50000\r\n\r\n" + whole);
            assertThat(client.read().status()).isEqualTo(200);
            assertThat(backup.onlyRequest().body()).isEqualTo(whole);
        }
    }

    @Test
    void retriesComeFirst() {
        try (TestOrigin own = TestOrigin.inOrder(answer(503), answer(503));
                TestOrigin backup = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.inFrontOf(
                        own,
                        upstream("backup", backup.port()),
                        Piece.route("retry-policy { max-attempts 2; backoff-base-ms 0; }\n"
                                + "fallback { triggers { on-error-codes 503; }\n" + BACKUP + "\n}"));
                RawClient client = proxy.connect()) {
            assertThat(client.send(Messages.GET).read().status()).isEqualTo(200);
            assertThat(own.requests()).hasSize(2);
        }
    }

    @Test
    void timeOfTheRouteHoldsForAllTogether() {
        HandClock clock = new HandClock();
        try (TestOrigin own = TestOrigin.doing(SILENCE.toArray(Step[]::new));
                TestOrigin backup = TestOrigin.doing(SILENCE.toArray(Step[]::new));
                RunningProxy proxy = RunningProxy.inFrontOf(
                        own,
                        clock,
                        upstream("backup", backup.port()),
                        Piece.route(
                                "policies { timeout-secs 4; }\nfallback { triggers { on-latency-threshold-ms 1000; }\n"
                                        + BACKUP + "\n}"));
                RawClient client = proxy.connect()) {
            client.send(Messages.GET);
            clock.advanceUntil(() -> !backup.requests().isEmpty(), Duration.ofMillis(300));
            assertThat(clock.advanceDuring(client::read, Duration.ofMillis(300)).status())
                    .isEqualTo(504);
            assertThat(backup.requests()).hasSize(1);
        }
    }
}
