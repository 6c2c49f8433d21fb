package io.zentinelproxy.core.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zentinelproxy.core.testkit.ClosedPort;
import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.Step;
import io.zentinelproxy.core.testkit.TestOrigin;
import java.net.InetSocketAddress;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** A request goes to another target where one cannot be reached, or has as many requests as it may. */
class OtherTargetTest {

    private static String target(InetSocketAddress address, String more) {
        return "target \"127.0.0.1:" + address.getPort() + "\" " + more + "\n";
    }

    @Test
    void whatCannotBeReachedIsPassedByEvenForARequestThatMayNotBeRepeated() {
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.inFrontOf(
                        origin, Piece.upstream(target(ClosedPort.refusing(), "") + target(origin.address(), "")));
                RawClient client = RawClient.connect(proxy.address())) {
            for (int i = 0; i < 4; i++) {
                client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc");
                assertThat(client.read().status()).isEqualTo(200);
            }
            assertThat(origin.requests()).hasSize(4);
        }
    }

    @Test
    void whereNoneCanBeReachedTheLastFaultIsTold() {
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.inFrontOf(
                        origin, Piece.upstream(target(ClosedPort.refusing(), "") + target(ClosedPort.refusing(), "")));
                RawClient client = RawClient.connect(proxy.address())) {
            client.send(Messages.GET);
            assertThat(client.read().status()).isEqualTo(502);
        }
    }

    @Test
    void aTargetGetsNoMoreRequestsAtOnceThanItMay() {
        onlyOneAtATime(address -> target(address, "max-requests=1"));
    }

    @Test
    void aTargetInAListGetsNoMoreRequestsAtOnceThanItMay() {
        onlyOneAtATime(address -> "targets { " + target(address, "max-requests=1") + "}");
    }

    private static void onlyOneAtATime(Function<InetSocketAddress, String> targets) {
        CountDownLatch answer = new CountDownLatch(1);
        try (TestOrigin held = TestOrigin.doing(new Step.WaitFor(answer), Step.send(Messages.OK));
                RunningProxy proxy = RunningProxy.inFrontOf(held, Piece.upstream(targets.apply(held.address())));
                RawClient first = RawClient.connect(proxy.address());
                RawClient second = RawClient.connect(proxy.address())) {
            first.send(Messages.GET);
            held.awaitRequests(1);

            second.send(Messages.GET);
            assertThat(second.read().status()).isEqualTo(503);
            answer.countDown();
            assertThat(first.read().status()).isEqualTo(200);
            // The client has its answer before the request has left the target.
            await().until(() -> second.send(Messages.GET).read().status() == 200);
        }
    }
}
