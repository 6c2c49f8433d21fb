package io.zentinelproxy.core.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.Reply;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.TestOrigin;
import org.junit.jupiter.api.Test;

/** max-connections of the block {@code system}. */
class ConnectionLimitTest {

    @Test
    void connectionOverTheLimitIsClosedAndThoseUnderItAreServedOn() {
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.inFrontOf(origin, Piece.system("max-connections 2"));
                RawClient one = proxy.connect();
                RawClient two = proxy.connect()) {
            assertThat(one.send(Messages.GET).read().status()).isEqualTo(200);
            assertThat(two.send(Messages.GET).read().status()).isEqualTo(200);
            try (RawClient three = proxy.connect()) {
                assertThat(three.awaitClosed()).isTrue();
            }
            assertThat(one.send(Messages.GET).read().status()).isEqualTo(200);
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
