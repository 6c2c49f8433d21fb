package io.zentinelproxy.core.wire.shadow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zentinelproxy.core.testkit.ClosedPort;
import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.Step;
import io.zentinelproxy.core.testkit.TestOrigin;
import io.zentinelproxy.core.wire.Messages;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Mirrors are bounded in number and in time, and the clients' requests do not notice them. */
class ShadowBoundsTest {
    private static final String PATIENT = "timeout-ms 600000";

    /** Takes requests and never answers, as a stopped process does. */
    private static TestOrigin silent() {
        return TestOrigin.doing(new Step.AwaitClose());
    }

    private static void assertUntouched(InetSocketAddress shadow) {
        try (Shadowed proxy = Shadowed.to(shadow, "max-concurrent 20; timeout-ms 500");
                RawClient client = proxy.proxy.connect()) {
            for (int i = 0; i < 1000; i++) {
                assertThat(client.send(Messages.GET).read().status()).isEqualTo(200);
                assertThat(proxy.underWay()).isLessThanOrEqualTo(20);
            }
            assertThat(proxy.origin.requests()).hasSize(1000);
            await().until(() -> proxy.underWay() == 0);
            assertThat(proxy.requests("success")).isZero();
            assertThat(proxy.requests("error") + proxy.requests("timeout")).isPositive();
        }
    }

    @Test
    void aShadowThatRefusesConnectionsIsNotNoticed() {
        assertUntouched(ClosedPort.refusing());
    }

    @Test
    void aShadowWhoseKernelDropsConnectionsIsNotNoticed() {
        try (ClosedPort shadow = ClosedPort.silent()) {
            assertUntouched(shadow.address());
        }
    }

    @Test
    void aShadowThatNeverAnswersIsNotNoticed() {
        try (TestOrigin shadow = silent()) {
            assertUntouched(shadow.address());
        }
    }

    @Test
    void aShadowThatResetsIsNotNoticed() {
        try (TestOrigin shadow = TestOrigin.doing(new Step.Reset())) {
            assertUntouched(shadow.address());
        }
    }

    @Test
    void aMirrorThatTakesTooLongIsEnded() {
        try (TestOrigin shadow = silent();
                // Long enough to get there.
                Shadowed proxy = Shadowed.to(shadow, "timeout-ms 2000")) {
            proxy.ask(Messages.GET);
            shadow.awaitConnectionClosed(0);
            await().untilAsserted(() -> assertThat(proxy.requests("timeout")).isEqualTo(1));
            await().untilAsserted(() -> assertThat(proxy.errors("timeout")).isEqualTo(1));
        }
    }

    /** An answer that drips is on time with each of its octets, and late as a whole. */
    @Test
    void theTimeIsThatOfTheWholeAnswer() {
        try (TestOrigin shadow = TestOrigin.doing(
                        Step.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf"), new Step.AwaitClose());
                // Long enough for the half of it that is on time.
                Shadowed proxy = Shadowed.to(shadow, "timeout-ms 3000")) {
            proxy.ask(Messages.GET);
            shadow.awaitConnectionClosed(0);
            await().untilAsserted(() -> assertThat(proxy.underWay()).isZero());
            assertThat(proxy.requests("success")).isEqualTo(1);
        }
    }

    @Test
    void whatIsOverMaxConcurrentIsDropped() {
        try (TestOrigin shadow = silent();
                Shadowed proxy = Shadowed.to(shadow, PATIENT + "; max-concurrent 2")) {
            for (int i = 0; i < 5; i++) {
                assertThat(proxy.ask(Messages.GET).status()).isEqualTo(200);
            }
            assertThat(shadow.awaitRequests(2)).hasSize(2);
            assertThat(proxy.dropped("route_full")).isEqualTo(3);
            assertThat(proxy.underWay()).isEqualTo(2);
        }
    }

    @Test
    void whatIsOverTheLimitOfTheProcessIsDropped() {
        try (TestOrigin shadow = silent();
                Shadowed proxy = Shadowed.to(shadow, PATIENT, Piece.limits("max-background-requests 1"))) {
            proxy.ask(Messages.GET);
            proxy.ask(Messages.GET);
            assertThat(proxy.dropped("process_full")).isEqualTo(1);
            assertThat(shadow.awaitRequests(1)).hasSize(1);
        }
    }

    @Test
    void mirrorsTakeNoMoreThanHalfOfTheConnections() {
        try (TestOrigin shadow = silent();
                Shadowed proxy = Shadowed.between(
                        TestOrigin.answering(Messages.OK),
                        shadow.address(),
                        "connection-pool { max-connections 4; }",
                        PATIENT)) {
            for (int i = 0; i < 5; i++) {
                proxy.ask(Messages.GET);
            }
            assertThat(proxy.dropped("upstream_full")).isEqualTo(3);
            assertThat(shadow.awaitRequests(2)).hasSize(2);
        }
    }

    /** What waits there are requests of clients. */
    @Test
    void aMirrorDoesNotQueueForAConnection() {
        CountDownLatch answer = new CountDownLatch(1);
        try (TestOrigin origin = TestOrigin.doing(new Step.WaitFor(answer), Step.send(Messages.OK));
                Shadowed proxy = onTheSameUpstream(origin);
                RawClient client = proxy.proxy.connect()) {
            client.send(Messages.get("/held"));
            origin.awaitRequests(1);
            await().untilAsserted(
                            () -> assertThat(proxy.dropped("no_connection")).isEqualTo(1));
            answer.countDown();
            assertThat(client.read().status()).isEqualTo(200);
            assertThat(origin.requests()).hasSize(1);
        }
    }

    /** One connection for the clients' requests and their mirrors together. */
    private static Shadowed onTheSameUpstream(TestOrigin origin) {
        return Shadowed.withRoutes(
                origin,
                Piece.upstream("connection-pool { max-connections 1; }"),
                Piece.route("shadow { upstream \"origin\"; timeout-ms 600000; }"));
    }

    @Test
    void placesAreGivenBackWhateverBecomesOfAMirror() {
        try (TestOrigin shadow =
                        TestOrigin.inOrder(List.of(new Step.Close()), List.of(new Step.Reset()), Messages.ANSWER_OK);
                Shadowed proxy = Shadowed.to(shadow, "max-concurrent 1")) {
            for (int i = 1; i <= 3; i++) {
                proxy.ask(Messages.GET);
                shadow.awaitRequests(i);
                await().until(() -> proxy.underWay() == 0);
            }
            assertThat(proxy.dropped("route_full")).isZero();
            assertThat(proxy.errors("closed_early")).isEqualTo(2);
            assertThat(proxy.requests("success")).isEqualTo(1);
        }
    }
}
