package io.zentinelproxy.core.wire;

import static io.zentinelproxy.core.wire.Retrying.CLOSE;
import static io.zentinelproxy.core.wire.Retrying.RESET;
import static io.zentinelproxy.core.wire.Retrying.SILENCE;
import static io.zentinelproxy.core.wire.Retrying.answer;
import static io.zentinelproxy.core.wire.Retrying.awaitMetric;
import static io.zentinelproxy.core.wire.Retrying.awaitRetries;
import static io.zentinelproxy.core.wire.Retrying.policy;
import static io.zentinelproxy.core.wire.Retrying.targets;
import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.testkit.ClosedPort;
import io.zentinelproxy.core.testkit.HandClock;
import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.Reply;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.Step;
import io.zentinelproxy.core.testkit.TestOrigin;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a {@code retry-policy} has sent again, and what never is. */
class RetryConditionsTest {
    private static final String POST = Messages.postWith("Content-Length: 3\r\n", "abc");
    private static final List<Step> OK = Messages.ANSWER_OK;
    private static final List<Step> NO_HTTP = List.of(new Step.ReadBody(), Step.send("garbage\r\n\r\n"));

    /** What a client gets for a request where the first origin does this and the second is well. */
    private static Reply reply(List<Step> first, String reason, String request, String... keys) {
        try (TestOrigin bad = TestOrigin.inOrder(first);
                TestOrigin good = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.inFrontOf(bad, targets(bad.port(), good.port()), policy(keys));
                RawClient client = proxy.connect()) {
            Reply reply = client.send(request).read();
            if (!reason.isEmpty()) {
                awaitRetries(proxy, reason, 1);
                assertThat(bad.requests()).hasSize(1);
                assertThat(good.requests()).hasSize(1);
            } else {
                assertThat(good.requests()).isEmpty();
            }
            return reply;
        }
    }

    private static int status(List<Step> first, String reason, String request, String... keys) {
        return reply(first, reason, request, keys).status();
    }

    @Test
    void statusOfTheListIsNotPassedOnWhileAnotherTargetIsLeft() {
        for (int status : List.of(502, 503, 504)) {
            assertThat(status(answer(status), "status", Messages.GET)).isEqualTo(200);
        }
        assertThat(status(answer(500), "", Messages.GET)).isEqualTo(500);
    }

    @Test
    void statusesAreThoseOfTheConfiguration() {
        assertThat(status(answer(429), "status", Messages.GET, "retryable-status-codes 429 500"))
                .isEqualTo(200);
        assertThat(status(answer(503), "", Messages.GET, "retryable-status-codes 429 500"))
                .isEqualTo(503);
        assertThat(status(answer(507), "status", Messages.GET, "retry-on \"5xx\""))
                .isEqualTo(200);
    }

    @Test
    void originThatBreaksOffBeforeItsAnswerIsPassedBy() {
        assertThat(status(RESET, "reset", Messages.GET)).isEqualTo(200);
        assertThat(status(CLOSE, "reset", Messages.GET)).isEqualTo(200);
        assertThat(status(
                        List.of(new Step.ReadBody(), Step.send("HTTP/1.1 20"), new Step.Close()),
                        "reset",
                        Messages.GET))
                .as("in the middle of its head")
                .isEqualTo(200);
        assertThat(status(CLOSE, "", Messages.GET, "retry-on \"timeout\"")).isEqualTo(502);
    }

    @Test
    void whatIsNoAnswerIsTriedAgainOnlyWhereTheConfigurationSaysSo() {
        assertThat(status(NO_HTTP, "", Messages.GET)).isEqualTo(502);
        assertThat(status(NO_HTTP, "invalid_response", Messages.GET, "retry-on \"invalid-response\""))
                .isEqualTo(200);
    }

    @Test
    void silentOriginIsLeftAfterThePerTryTimeout() {
        HandClock clock = new HandClock();
        try (TestOrigin silent = TestOrigin.inOrder(SILENCE);
                TestOrigin good = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.inFrontOf(
                        silent, clock, targets(silent.port(), good.port()), policy("per-try-timeout-ms 2000"));
                RawClient client = proxy.connect()) {
            client.send(Messages.GET);
            clock.advanceUntil(() -> !good.requests().isEmpty(), Duration.ofMillis(500));
            assertThat(client.read().status()).isEqualTo(200);
            awaitRetries(proxy, "timeout", 1);
            assertThat(silent.requests()).hasSize(1);
            assertThat(good.requests()).hasSize(1);
        }
        assertThat(status(SILENCE, "", Messages.GET, "per-try-timeout-ms 400", "retry-on \"reset\""))
                .isEqualTo(504);
    }

    @Test
    void onlyWhatMayBeDoneTwiceIs() {
        assertThat(status(answer(503), "", POST)).isEqualTo(503);
        assertThat(status(CLOSE, "", POST)).isEqualTo(502);
        assertThat(status(CLOSE, "reset", POST, "retry-non-idempotent #true")).isEqualTo(200);
        assertThat(status(answer(503), "status", POST, "retry-non-idempotent #true"))
                .isEqualTo(200);
        assertThat(status(answer(503), "status", POST.replace("POST", "PUT"))).isEqualTo(200);
    }

    @Test
    void whatReachedNoOriginIsSentToAnotherWhateverItsMethod() throws Exception {
        try (TestOrigin good = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.inFrontOf(
                        good, targets(ClosedPort.refusing().getPort(), good.port()), policy("backoff-base-ms 10000"));
                RawClient client = proxy.connect()) {
            assertThat(client.send(POST).read().status()).isEqualTo(200);
            awaitRetries(proxy, "connect_failure", 1);
            assertThat(good.onlyRequest().body()).isEqualTo("abc");
        }
    }

    @Test
    void withoutThatConditionItIsNot() {
        try (TestOrigin good = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.inFrontOf(
                        good, targets(ClosedPort.refusing().getPort(), good.port()), policy("retry-on \"reset\""));
                RawClient client = proxy.connect()) {
            assertThat(client.send(Messages.GET).read().status()).isEqualTo(502);
            assertThat(good.requests()).isEmpty();
        }
    }

    @Test
    void lastAnswerIsPassedOnAsItIs() {
        try (TestOrigin bad = TestOrigin.inOrder(
                        answer(503, "X-No: 1\r\n", "one"),
                        answer(503, "X-No: 2\r\n", "two"),
                        answer(503, "X-No: 3\r\n", "three"),
                        OK);
                RunningProxy proxy = RunningProxy.inFrontOf(bad, policy("max-attempts 3"));
                RawClient client = proxy.connect()) {
            Reply reply = client.send(Messages.GET).read();
            assertThat(reply.status()).isEqualTo(503);
            assertThat(reply.field("X-No")).isEqualTo("3");
            assertThat(reply.body()).isEqualTo("three");
            awaitRetries(proxy, "status", 2);
            awaitMetric(proxy, "zentinel_upstream_retries_exhausted_total{route=\"all\"}", 1);
            assertThat(bad.connections())
                    .as("what was read as a whole spares the connection")
                    .isOne();
            assertThat(client.send(Messages.GET).read().status()).isEqualTo(200);
        }
    }

    @Test
    void oneAttemptIsOne() {
        assertThat(status(answer(503), "", Messages.GET, "max-attempts 1")).isEqualTo(503);
    }

    @Test
    void targetsThatHaveFailedAreAskedAgainOnlyWhenNoOtherIsLeft() {
        try (TestOrigin first = TestOrigin.inOrder(answer(503), OK);
                TestOrigin second = TestOrigin.inOrder(answer(503));
                TestOrigin third = TestOrigin.inOrder(answer(503));
                RunningProxy proxy = RunningProxy.inFrontOf(
                        first, targets(first.port(), second.port(), third.port()), policy("max-attempts 3"));
                RawClient client = proxy.connect()) {
            assertThat(client.send(Messages.GET).read().status()).isEqualTo(503);
            assertThat(List.of(
                            first.requests().size(),
                            second.requests().size(),
                            third.requests().size()))
                    .containsExactly(1, 1, 1);
        }
    }

    @Test
    void nothingIsSentAgainOnceTheAnswerHasBegun() {
        List<Step> half = List.of(
                new Step.ReadBody(), Step.send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf"), new Step.Reset());
        assertThat(reply(half, "", Messages.GET).complete()).isFalse();
    }

    @Test
    void interimAnswersAreNotTheBeginningOfOne() {
        try (TestOrigin bad = TestOrigin.doing(
                        new Step.ReadBody(),
                        Step.send("HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n"),
                        new Step.Close());
                TestOrigin good = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.inFrontOf(bad, targets(bad.port(), good.port()), policy());
                RawClient client = proxy.connect()) {
            client.send(Messages.GET);
            assertThat(client.readInterim().status()).isEqualTo(103);
            assertThat(client.read().status()).isEqualTo(200);
        }
    }

    @Test
    void largeAnswerThatIsThrownAwayCostsItsConnection() {
        try (TestOrigin bad = TestOrigin.inOrder(answer(503, "", "x".repeat(100_000)), OK);
                RunningProxy proxy = RunningProxy.inFrontOf(bad, policy());
                RawClient client = proxy.connect()) {
            assertThat(client.send(Messages.GET).read().body()).isEqualTo("ok");
            assertThat(bad.connections()).isEqualTo(2);
        }
    }
}
