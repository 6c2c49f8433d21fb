package io.zentinelproxy.core.wire.http2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.Step;
import io.zentinelproxy.core.testkit.TestOrigin;
import io.zentinelproxy.core.testkit.h2.H2Client;
import io.zentinelproxy.core.testkit.h2.H2Code;
import io.zentinelproxy.core.testkit.h2.H2Frame;
import io.zentinelproxy.core.testkit.h2.HpackBlock;
import io.zentinelproxy.core.wire.MetricSamples;
import org.junit.jupiter.api.Test;

/** CVE-2023-44487 where the budget allows it: what counts is the work that goes on, and a reset ends it. */
class RapidResetTest {
    private static final Piece WITHOUT_BUDGET =
            Piece.listener("max-concurrent-streams 10; http2 { max-odd-events 1000000; }");

    @Test
    void workEndsWithTheStreamAndIsNeverMoreThanMayBe() {
        try (TestOrigin origin = TestOrigin.doing(new Step.AwaitClose());
                RunningProxy proxy = RunningProxy.inFrontOf(origin, WITHOUT_BUDGET);
                H2Client client = H2Client.connect(proxy.address())) {
            HpackBlock get = HpackBlock.request("GET", "/");
            double most = 0;
            for (int i = 0; i < 2000; i++) {
                int stream = client.nextStream();
                client.send(H2Frame.headers(stream, get, true), H2Frame.reset(stream, H2Code.CANCEL));
                if (i % 50 == 0) {
                    most = Math.max(most, active(proxy));
                }
            }
            client.roundTrip();
            assertThat(most).as("requests under way").isLessThanOrEqualTo(20.0);
            await().until(() -> origin.openConnections() == 0);
            assertThat(client.get("/").id()).isPositive();
            await().until(() -> origin.openConnections() == 1);
        }
    }

    private static double active(RunningProxy proxy) {
        return MetricSamples.of(proxy).entrySet().stream()
                .filter(sample -> sample.getKey().startsWith("zentinel_active_requests"))
                .mapToDouble(java.util.Map.Entry::getValue)
                .sum();
    }

    /** The client sees the end of its streams at once, and may not conclude from it that it may open more. */
    @Test
    void streamsThatAreResetMakeRoomForOthers() {
        try (TestOrigin origin = TestOrigin.doing(new Step.AwaitClose());
                RunningProxy proxy = RunningProxy.inFrontOf(origin, WITHOUT_BUDGET);
                H2Client client = H2Client.connect(proxy.address())) {
            for (int round = 0; round < 20; round++) {
                for (int i = 0; i < 10; i++) {
                    client.get("/").reset(H2Code.CANCEL);
                }
                client.roundTrip();
                await().until(() -> active(proxy) == 0);
            }
            assertThat(client.count(H2Frame.GOAWAY)).isZero();
        }
    }
}
