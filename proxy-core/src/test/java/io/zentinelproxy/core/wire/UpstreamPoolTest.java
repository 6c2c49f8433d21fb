package io.zentinelproxy.core.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zentinelproxy.core.testkit.HandClock;
import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.Step;
import io.zentinelproxy.core.testkit.TestOrigin;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Connections to a target are shared by all clients and live as the block {@code connection-pool} says. */
class UpstreamPoolTest {

    @Test
    void clientsShareTheConnectionsToATarget() {
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.inFrontOf(origin)) {
            for (int i = 0; i < 20; i++) {
                try (RawClient client = proxy.connect()) {
                    client.send(Messages.GET).read();
                }
            }
            assertThat(origin.requests()).hasSize(20);
            assertThat(origin.connections()).isEqualTo(1);
        }
    }

    @Test
    void requestsAtTheSameTimeGetConnectionsOfTheirOwn() {
        CountDownLatch answer = new CountDownLatch(1);
        try (TestOrigin origin = waiting(answer);
                RunningProxy proxy = RunningProxy.inFrontOf(origin);
                RawClient one = proxy.connect();
                RawClient two = proxy.connect()) {
            one.send(Messages.GET);
            two.send(Messages.GET);
            origin.awaitRequests(2);
            assertThat(origin.connections()).isEqualTo(2);
            answer.countDown();
            assertThat(one.read().status()).isEqualTo(200);
            assertThat(two.read().status()).isEqualTo(200);
        }
    }

    @Test
    void requestOverMaxConnectionsWaitsForAFreeOne() {
        CountDownLatch answer = new CountDownLatch(1);
        try (TestOrigin origin = waiting(answer);
                RunningProxy proxy = RunningProxy.inFrontOf(origin, pool("max-connections 1"));
                RawClient one = proxy.connect();
                RawClient two = proxy.connect()) {
            one.send(Messages.GET);
            origin.awaitRequests(1);
            two.send(Messages.GET);
            answer.countDown();
            assertThat(one.read().status()).isEqualTo(200);
            assertThat(two.read().status()).isEqualTo(200);
            assertThat(origin.connections()).isEqualTo(1);
        }
    }

    @Test
    void requestThatWaitsTooLongForAFreeConnectionIsAnswered503() {
        CountDownLatch answer = new CountDownLatch(1);
        try (TestOrigin origin = waiting(answer);
                RunningProxy proxy = RunningProxy.inFrontOf(
                        origin, pool("max-connections 1"), Piece.upstream("timeouts { connect 3; }"));
                RawClient one = proxy.connect();
                RawClient two = proxy.connect()) {
            one.send(Messages.GET);
            origin.awaitRequests(1);
            assertThat(two.send(Messages.GET).read().status()).isEqualTo(503);
            answer.countDown();
            assertThat(one.read().status()).isEqualTo(200);
            assertThat(two.send(Messages.GET).read().status()).isEqualTo(200);
            assertThat(origin.requests()).hasSize(2);
        }
    }

    @Test
    void idleConnectionsOverMaxIdleAreClosed() {
        CountDownLatch answer = new CountDownLatch(1);
        try (TestOrigin origin = waiting(answer);
                RunningProxy proxy = RunningProxy.inFrontOf(origin, pool("max-idle 1"))) {
            List<RawClient> clients = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                clients.add(proxy.connect().send(Messages.GET));
            }
            origin.awaitRequests(4);
            answer.countDown();
            clients.forEach(client -> assertThat(client.read().status()).isEqualTo(200));
            await().untilAsserted(() -> assertThat(origin.openConnections()).isEqualTo(1));
            clients.forEach(RawClient::close);
        }
    }

    @Test
    void connectionIdleForLongerThanIdleTimeoutIsClosed() {
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.inFrontOf(origin, pool("idle-timeout \"200ms\""));
                RawClient client = proxy.connect()) {
            client.send(Messages.GET).read();
            origin.awaitConnectionClosed(0);
            assertThat(client.send(Messages.GET).read().status()).isEqualTo(200);
        }
    }

    @Test
    void connectionOlderThanMaxLifetimeIsReplaced() {
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.inFrontOf(origin, pool("max-lifetime \"150ms\""));
                RawClient client = proxy.connect()) {
            await().untilAsserted(() -> {
                assertThat(client.send(Messages.GET).read().status()).isEqualTo(200);
                assertThat(origin.connections()).isGreaterThan(1);
            });
            origin.awaitConnectionClosed(0);
        }
    }

    @Test
    void connectionOlderThanMaxLifetimeIsNotHandedToARequestThatWaits() {
        CountDownLatch answer = new CountDownLatch(1);
        HandClock clock = new HandClock();
        try (TestOrigin origin = waiting(answer);
                RunningProxy proxy =
                        RunningProxy.inFrontOf(origin, clock, pool("max-connections 1; max-lifetime \"1s\""));
                RawClient one = proxy.connect();
                RawClient two = proxy.connect()) {
            one.send(Messages.GET);
            origin.awaitRequests(1);
            two.send(Messages.GET);
            await().until(() -> MetricSamples.of(proxy).get("zentinel_queued_requests") == 1);
            clock.advance(Duration.ofSeconds(2));
            answer.countDown();
            assertThat(one.read().status()).isEqualTo(200);
            assertThat(two.read().status()).isEqualTo(200);
            assertThat(origin.connections()).isEqualTo(2);
            origin.awaitConnectionClosed(0);
        }
    }

    @Test
    void connectionThatTheOriginWantsClosedIsNotReused() {
        try (TestOrigin origin =
                        TestOrigin.answering(Messages.okWith("Connection: close\r\nContent-Length: 0\r\n", ""));
                RunningProxy proxy = RunningProxy.inFrontOf(origin);
                RawClient client = proxy.connect()) {
            client.send(Messages.GET).read();
            client.send(Messages.GET).read();
            assertThat(origin.connections()).isEqualTo(2);
            origin.awaitConnectionClosed(0);
        }
    }

    private static Piece pool(String keys) {
        return Piece.upstream("connection-pool { " + keys + "; }");
    }

    private static TestOrigin waiting(CountDownLatch answer) {
        return TestOrigin.doing(new Step.WaitFor(answer), Step.send(Messages.OK));
    }
}
