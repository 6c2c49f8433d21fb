package io.zentinelproxy.core.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zentinelproxy.core.testkit.HandClock;
import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.Reply;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.TestOrigin;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Slowloris (CVE-2007-6750): the time of a head is absolute, 60 s by default, however its octets come. */
class SlowHeadTest {

    private static final Piece METRICS = Piece.observability("access-log { enabled #false; }");

    private final HandClock clock = new HandClock();

    @ParameterizedTest
    @ValueSource(strings = {"", "\r\n", "\r\n\r\n"})
    void octetNowAndThenDoesNotMoveTheDeadline(String emptyLines) {
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.inFrontOf(origin, clock, METRICS);
                RawClient client = proxy.connect()) {
            client.send(emptyLines + "GET / HTTP/1.1\r\nHost: a.test\r\nX: ");
            awaitPartialHead(proxy);
            for (int seconds = 0; seconds < 70; seconds += 10) {
                clock.advance(Duration.ofSeconds(10));
                client.trySend(new byte[] {'a'});
            }
            Reply reply = client.read();
            assertThat(reply.status()).isEqualTo(408);
            assertThat(reply.fields().listed("Connection", "close")).isTrue();
            assertThat(client.awaitClosed()).isTrue();
            assertThat(origin.connections()).isZero();
        }
    }

    /** Saying nothing at first buys no more time: 50 s of silence leave 10 s for the head. */
    @Test
    void firstHeadHasItsTimeFromAccept() {
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.inFrontOf(origin, clock, METRICS);
                RawClient client = proxy.connect()) {
            await().until(() -> proxy.server().connections() == 1);
            // In pieces, as its thread may begin a little later than it is counted.
            for (int seconds = 0; seconds < 50; seconds += 5) {
                clock.advance(Duration.ofSeconds(5));
            }
            client.send("GET / HTTP/1.1\r\nHo");
            awaitPartialHead(proxy);
            AtomicInteger seconds = new AtomicInteger();
            assertThat(clock.advanceDuring(client::read, seconds::incrementAndGet, Duration.ofSeconds(1))
                            .status())
                    .isEqualTo(408);
            assertThat(seconds).hasValueLessThan(55);
        }
    }

    /** A head has all of its time after an idle connection had all of that. */
    @Test
    void idleTimeOfAConnectionIsNotTakenFromItsNextHead() {
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.inFrontOf(origin, clock, METRICS);
                RawClient client = proxy.connect()) {
            assertThat(client.send(Messages.GET).read().status()).isEqualTo(200);
            awaitActive(proxy, 0);
            clock.advance(Duration.ofSeconds(70));
            client.send("GET / HTTP/1.1\r\nHost: a.test\r");
            awaitPartialHead(proxy);
            clock.advance(Duration.ofSeconds(50));
            assertThat(client.send("\n\r\n").read().status()).isEqualTo(200);
        }
    }

    /** Its first octets have been read. */
    private static void awaitPartialHead(RunningProxy proxy) {
        awaitActive(proxy, 1);
    }

    private static void awaitActive(RunningProxy proxy, int count) {
        await().untilAsserted(() -> assertThat(MetricSamples.of(proxy))
                .containsEntry("zentinel_active_requests{listener=\"main\"}", (double) count));
    }
}
