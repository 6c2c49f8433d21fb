package io.zentinelproxy.core.wire.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zentinelproxy.core.testkit.ClosedPort;
import io.zentinelproxy.core.testkit.Step;
import io.zentinelproxy.core.testkit.TestOrigin;
import io.zentinelproxy.core.wire.Messages;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** What becomes of targets is told when it does. */
class WebhookTargetsTest {
    private static final String NO_CONTENT = "HTTP/1.1 204 No Content\r\n\r\n";
    private static final String FAILING = "HTTP/1.1 503 Away\r\nContent-Length: 0\r\n\r\n";

    @Test
    void aTargetThatGoesAndComesBackIsTold() {
        AtomicBoolean well = new AtomicBoolean();
        try (TestOrigin receiver = TestOrigin.answering(NO_CONTENT);
                TestOrigin target = TestOrigin.scripted(
                        request -> List.of(new Step.ReadBody(), Step.send(well.get() ? Messages.OK : FAILING)));
                Hooked proxy = Hooked.ofTargets(receiver, """
                        target "127.0.0.1:%d"
                        health-check { type "http" { path "/health"; }; interval "100ms"; }
                        """.formatted(target.port()))) {
            receiver.awaitRequests(1);
            assertThat(Hooked.member(receiver.requests().getFirst(), "type")).isEqualTo("target_down");
            assertThat(receiver.requests().getFirst().body())
                    .contains("\"upstream\":\"origin\",\"target\":\"127.0.0.1:" + target.port() + "\",\"reason\":");
            well.set(true);
            receiver.awaitRequests(2);
            assertThat(Hooked.member(receiver.requests().getLast(), "type")).isEqualTo("target_up");
            await().untilAsserted(() -> assertThat(proxy.messages("delivered")).isEqualTo(2));
        }
    }

    @Test
    void aCircuitBreakerThatOpensIsTold() {
        int refusing = ClosedPort.refusing().getPort();
        try (TestOrigin receiver = TestOrigin.answering(NO_CONTENT);
                Hooked proxy = Hooked.ofTargets(receiver, """
                        target "127.0.0.1:%d"
                        circuit-breaker { failure-threshold 2; }
                        """.formatted(refusing))) {
            for (int i = 0; i < 2; i++) {
                assertThat(proxy.ask(Messages.get("/only"))).isEqualTo(502);
            }
            receiver.awaitRequests(1);
            assertThat(Hooked.member(receiver.onlyRequest(), "type")).isEqualTo("breaker_open");
            assertThat(Hooked.member(receiver.onlyRequest(), "target")).isEqualTo("127.0.0.1:" + refusing);
        }
    }
}
