package io.zentinelproxy.core.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.Reply;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.TestOrigin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** max-connections of the block {@code system}, max-total-connections of {@code limits}: of both the smaller. */
class ConnectionLimitTest {

    @ParameterizedTest
    @CsvSource({"2, 100", "100, 2", "2, 0"})
    void connectionOverTheLimitIsAnswered503AndThoseUnderItAreServedOn(int general, int total) {
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.inFrontOf(
                        origin,
                        Piece.system("max-connections " + general),
                        Piece.limits("max-total-connections " + total));
                RawClient one = proxy.connect();
                RawClient two = proxy.connect()) {
            assertThat(one.send(Messages.GET).read().status()).isEqualTo(200);
            assertThat(two.send(Messages.GET).read().status()).isEqualTo(200);
            try (RawClient three = proxy.connect()) {
                Reply reply = three.read();
                assertThat(reply.status()).isEqualTo(503);
                assertThat(reply.field("Retry-After")).isEqualTo("1");
                assertThat(reply.field("Connection")).isEqualTo("close");
                assertThat(three.awaitClosed()).isTrue();
                assertThat(three.wasReset()).isFalse();
            }
            assertThat(one.send(Messages.GET).read().status()).isEqualTo(200);
            assertThat(MetricSamples.of(proxy))
                    .containsEntry(
                            "zentinel_connections_refused_total{listener=\"main\",reason=\"max_connections\"}", 1.0);
        }
    }

    @Test
    void placeOfAConnectionThatEndedIsFreeAgain() {
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.inFrontOf(origin, Piece.system("max-connections 1"))) {
            for (int i = 0; i < 5; i++) {
                await().until(() -> isServed(proxy));
            }
        }
    }

    private static boolean isServed(RunningProxy proxy) {
        try (RawClient client = proxy.connect()) {
            client.trySend(Messages.GET.getBytes());
            Reply reply = client.readUnlessClosed();
            return reply != null && reply.status() == 200;
        }
    }
}
