package io.zentinelproxy.core.wire.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zentinelproxy.core.testkit.LogCapture;
import io.zentinelproxy.core.testkit.ReceivedRequest;
import io.zentinelproxy.core.testkit.Step;
import io.zentinelproxy.core.testkit.TestOrigin;
import io.zentinelproxy.core.webhook.Webhook;
import io.zentinelproxy.core.wire.Messages;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** What becomes of messages that a receiver does not take. */
class WebhookRetriesTest {
    private static final String QUICK = "backoff-ms 1; max-backoff-ms 5";

    private static List<Step> answer(int status, String fields) {
        return List.of(
                new Step.ReadBody(),
                Step.send("HTTP/1.1 " + status + " Such\r\nContent-Length: 0\r\n" + fields + "\r\n"));
    }

    @Test
    void aMessageIsSentAgainUntilItIsTaken() {
        try (TestOrigin receiver = TestOrigin.inOrder(
                        answer(500, ""),
                        List.of(new Step.Reset()),
                        answer(429, ""),
                        List.of(new Step.ReadBody(), new Step.Close()),
                        Messages.ANSWER_OK);
                Hooked proxy = Hooked.to(receiver, QUICK)) {
            proxy.askForNothing();
            List<ReceivedRequest> attempts = receiver.awaitRequests(5);
            await().untilAsserted(() -> assertThat(proxy.messages("delivered")).isEqualTo(1));
            assertThat(proxy.retries()).isEqualTo(4);
            assertThat(attempts.stream().map(one -> one.field("webhook-id")).distinct())
                    .hasSize(1);
            assertThat(attempts.getLast().field("webhook-signature")).isEqualTo(Hooked.signatureOf(attempts.getLast()));
        }
    }

    @Test
    void aMessageIsGivenUpAfterAsManyAttemptsAsMayBe() {
        try (LogCapture log = new LogCapture(Webhook.class);
                TestOrigin receiver = TestOrigin.scripted(request -> answer(503, ""));
                Hooked proxy = Hooked.to(receiver, QUICK, "max-attempts 3")) {
            proxy.askForNothing();
            await().untilAsserted(() -> assertThat(proxy.messages("exhausted")).isEqualTo(1));
            proxy.sendTooMuch();
            await().untilAsserted(() -> assertThat(proxy.messages("exhausted")).isEqualTo(2));
            assertThat(receiver.requests()).hasSize(6);
            await().untilAsserted(() ->
                    assertThat(log.messages()).singleElement().asString().endsWith("status 503 after 3 attempts"));
        }
    }

    @Test
    void whatIsRefusedForGoodIsNotSentAgain() {
        try (TestOrigin receiver = TestOrigin.inOrder(answer(400, ""), answer(301, "Location: /x\r\n"));
                Hooked proxy = Hooked.to(receiver, QUICK)) {
            proxy.askForNothing();
            proxy.sendTooMuch();
            await().untilAsserted(() -> assertThat(proxy.messages("refused")).isEqualTo(2));
            assertThat(receiver.requests()).hasSize(2);
            assertThat(proxy.retries()).isZero();
        }
    }

    @Test
    void whatTheReceiverAsksForIsWaited() {
        // By the receiver's own watch, which it reads before it answers: no delay of anybody makes the wait seem
        // shorter.
        List<Long> came = new CopyOnWriteArrayList<>();
        try (TestOrigin receiver = TestOrigin.scripted(request -> {
                    came.add(System.nanoTime());
                    return came.size() == 1 ? answer(429, "Retry-After: 1\r\n") : Messages.ANSWER_OK;
                });
                Hooked proxy = Hooked.to(receiver, "backoff-ms 1")) {
            proxy.askForNothing();
            await().until(() -> came.size() == 2);
            assertThat(came.get(1) - came.get(0))
                    .isGreaterThan(Duration.ofMillis(900).toNanos());
        }
    }

    /** Else a receiver could have its messages wait for ever, and those behind them. */
    @Test
    void notLongerThanMaxBackoff() {
        try (TestOrigin receiver = TestOrigin.inOrder(answer(503, "Retry-After: 999999999\r\n"), Messages.ANSWER_OK);
                Hooked proxy = Hooked.to(receiver, QUICK)) {
            proxy.askForNothing();
            await().untilAsserted(() -> assertThat(proxy.messages("delivered")).isEqualTo(1));
        }
    }

    @Test
    void anAttemptHasItsTime() {
        try (TestOrigin receiver = TestOrigin.scripted(
                        request -> request.connection() == 0 ? List.of(new Step.AwaitClose()) : Messages.ANSWER_OK);
                Hooked proxy = Hooked.to(receiver, QUICK, "timeout-ms 1000")) {
            proxy.askForNothing();
            receiver.awaitRequests(1);
            receiver.awaitConnectionClosed(0);
            await().untilAsserted(() -> assertThat(proxy.messages("delivered")).isEqualTo(1));
        }
    }

    @Test
    void messagesComeInTheirOrderThoseBehindAFailingOneWait() {
        CountDownLatch first = new CountDownLatch(1);
        try (TestOrigin receiver = TestOrigin.inOrder(
                        List.of(new Step.ReadBody(), new Step.WaitFor(first), new Step.Reset()),
                        Messages.ANSWER_OK,
                        Messages.ANSWER_OK);
                Hooked proxy = Hooked.to(receiver, QUICK)) {
            proxy.askForNothing();
            receiver.awaitRequests(1);
            proxy.sendTooMuch();
            await().until(() -> proxy.waiting() == 1);
            first.countDown();
            assertThat(receiver.awaitRequests(3))
                    .extracting(told -> Hooked.member(told, "reason"))
                    .containsExactly("no_route", "no_route", "body_too_large");
        }
    }

    @Test
    void whatFindsNoRoomInTheQueueIsDroppedAndCounted() {
        CountDownLatch answer = new CountDownLatch(1);
        try (TestOrigin receiver = TestOrigin.scripted(
                        request -> List.of(new Step.ReadBody(), new Step.WaitFor(answer), Step.send(Messages.OK)));
                Hooked proxy = Hooked.to(receiver, "max-queue 1", "timeout-ms 60000")) {
            proxy.askForNothing();
            receiver.awaitRequests(1);
            proxy.sendTooMuch();
            await().until(() -> proxy.waiting() == 1);
            proxy.sendTooManyFields();
            proxy.sendALongName();
            await().untilAsserted(() -> assertThat(proxy.dropped("queue_full")).isEqualTo(2));
            answer.countDown();
            await().untilAsserted(() -> assertThat(proxy.messages("delivered")).isEqualTo(2));
            assertThat(receiver.requests()).hasSize(2);
        }
    }

    @Test
    void whatWaitsIsToldBeforeTheProxyEnds() throws InterruptedException {
        CountDownLatch answer = new CountDownLatch(1);
        try (TestOrigin receiver = TestOrigin.scripted(
                        request -> List.of(new Step.ReadBody(), new Step.WaitFor(answer), Step.send(Messages.OK)));
                Hooked proxy = Hooked.to(receiver)) {
            proxy.askForNothing();
            receiver.awaitRequests(1);
            proxy.sendTooMuch();
            await().until(() -> proxy.waiting() == 1);
            Thread closing = Thread.ofPlatform().start(proxy.proxy::close);
            answer.countDown();
            closing.join();
            assertThat(receiver.requests())
                    .extracting(told -> Hooked.member(told, "reason"))
                    .containsExactly("no_route", "body_too_large");
            assertThat(proxy.messages("delivered")).isEqualTo(2);
        }
    }

    @Test
    void aReceiverThatDoesNotAnswerHoldsTheEndUpForTwoSecondsAtMost() {
        try (TestOrigin receiver = TestOrigin.doing(new Step.AwaitClose());
                Hooked proxy = Hooked.to(receiver, "timeout-ms 60000")) {
            proxy.askForNothing();
            receiver.awaitRequests(1);
            proxy.sendTooMuch();
            await().until(() -> proxy.waiting() == 1);
            proxy.proxy.close();
            receiver.awaitConnectionClosed(0);
            assertThat(proxy.dropped("shutdown")).isGreaterThanOrEqualTo(1);
            assertThat(receiver.requests()).hasSize(1);
        }
    }
}
