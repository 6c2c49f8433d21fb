package io.zentinelproxy.core.wire.shadow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zentinelproxy.core.testkit.ClosedPort;
import io.zentinelproxy.core.testkit.LogCapture;
import io.zentinelproxy.core.testkit.Step;
import io.zentinelproxy.core.testkit.TestOrigin;
import io.zentinelproxy.core.wire.Messages;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The two answers of a mirrored request are compared: their statuses, and how long they took. */
class ShadowComparisonTest {

    private static String answer(int status) {
        return "HTTP/1.1 " + status + " Such\r\nContent-Length: 0\r\n\r\n";
    }

    @ParameterizedTest
    @CsvSource({
        "200, 200, same_status",
        "404, 404, same_status",
        "200, 201, same_class",
        "200, 500, other_class",
        "503, 200, other_class"
    })
    void statusesAreCompared(int main, int mirrored, String outcome) {
        try (TestOrigin shadow = TestOrigin.answering(answer(mirrored));
                Shadowed proxy = Shadowed.between(TestOrigin.answering(answer(main)), shadow.address(), "", "")) {
            assertThat(proxy.ask(Messages.GET).status()).isEqualTo(main);
            await().untilAsserted(() -> assertThat(proxy.comparisons(outcome)).isEqualTo(1));
        }
    }

    @Test
    void aMirrorWithoutAnAnswerHasFailed() {
        try (Shadowed proxy = Shadowed.to(ClosedPort.refusing(), "")) {
            proxy.ask(Messages.GET);
            await().untilAsserted(
                            () -> assertThat(proxy.comparisons("shadow_failed")).isEqualTo(1));
            await().untilAsserted(() -> {
                assertThat(proxy.requests("error")).isEqualTo(1);
                assertThat(proxy.errors("connect_failed")).isEqualTo(1);
            });
        }
    }

    @Test
    void aRequestWithoutAnAnswerHasFailedWhateverItsMirrorGot() {
        try (TestOrigin shadow = TestOrigin.answering(Messages.OK);
                Shadowed proxy = Shadowed.between(TestOrigin.doing(new Step.Close()), shadow.address(), "", "")) {
            assertThat(proxy.ask(Messages.GET).status()).isEqualTo(502);
            await().untilAsserted(
                            () -> assertThat(proxy.comparisons("main_failed")).isEqualTo(1));
        }
    }

    @Test
    void theTimesOfBothAreCounted() {
        CountDownLatch answer = new CountDownLatch(1);
        try (TestOrigin shadow = TestOrigin.doing(new Step.WaitFor(answer), Step.send(Messages.OK));
                Shadowed proxy = Shadowed.to(shadow, "")) {
            proxy.ask(Messages.GET);
            shadow.awaitRequests(1);
            long here = System.nanoTime();
            assertThat(proxy.sample("zentinel_shadow_latency_seconds_count" + LABELS))
                    .isZero();
            double held = (System.nanoTime() - here) / 1e9;
            answer.countDown();
            await().untilAsserted(
                            () -> assertThat(proxy.comparisons("same_status")).isEqualTo(1));
            await().untilAsserted(() -> {
                assertThat(proxy.sample("zentinel_shadow_latency_seconds_count" + LABELS))
                        .isEqualTo(1);
                assertThat(proxy.sample("zentinel_shadow_main_latency_seconds_count" + LABELS))
                        .isEqualTo(1);
            });
            assertThat(proxy.sample("zentinel_shadow_latency_seconds_sum" + LABELS))
                    .isGreaterThanOrEqualTo(held);
            assertThat(proxy.sample("zentinel_shadow_main_latency_seconds_sum" + LABELS))
                    .isPositive();
        }
    }

    private static final String LABELS = "{route=\"all\",upstream=\"shadow\"}";

    @Test
    void theLogTellsOfADifferenceOnceInAWhile() {
        try (LogCapture log = new LogCapture("io.zentinelproxy.core.proxy.Differences");
                TestOrigin shadow = TestOrigin.answering(answer(500));
                Shadowed proxy = Shadowed.to(shadow, "")) {
            for (int i = 1; i <= 3; i++) {
                proxy.ask(Messages.GET);
                double so = i;
                await().untilAsserted(() ->
                        assertThat(proxy.comparisons("other_class")).isEqualTo(so));
            }
            await().untilAsserted(() -> assertThat(log.messages())
                    .containsExactly("route all: shadow upstream shadow has answered 500 where the client got 200; 1"
                            + " such since the last of these lines"));
        }
    }
}
