package io.zentinelproxy.core.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.Step;
import io.zentinelproxy.core.testkit.TestOrigin;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** max-idle-connections-per-upstream: of all targets of an upstream together. */
class IdleConnectionsTest {

    @ParameterizedTest
    @CsvSource({"3, 2, 1", "1, 1, 0", "100, 4, 4", "0, 4, 4"})
    void idleConnectionsOverTheShareOfATargetAreClosed(int most, int ofOne, int ofOther) {
        CountDownLatch answer = new CountDownLatch(1);
        Step[] steps = {new Step.WaitFor(answer), Step.send(Messages.OK)};
        try (TestOrigin one = TestOrigin.doing(steps);
                TestOrigin other = TestOrigin.doing(steps);
                RunningProxy proxy = RunningProxy.inFrontOf(
                        one,
                        Piece.upstream(
                                "target \"127.0.0.1:" + one.port() + "\"\ntarget \"127.0.0.1:" + other.port() + "\""),
                        Piece.limits("max-idle-connections-per-upstream " + most))) {
            List<RawClient> clients = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                clients.add(proxy.connect().send(Messages.GET));
            }
            one.awaitRequests(4);
            other.awaitRequests(4);
            answer.countDown();
            clients.forEach(client -> assertThat(client.read().status()).isEqualTo(200));
            await().untilAsserted(() -> {
                assertThat(one.openConnections()).isEqualTo(ofOne);
                assertThat(other.openConnections()).isEqualTo(ofOther);
            });
            clients.forEach(RawClient::close);
        }
    }
}
