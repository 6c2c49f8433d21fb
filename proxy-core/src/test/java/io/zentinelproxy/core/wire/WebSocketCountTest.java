package io.zentinelproxy.core.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.Step;
import io.zentinelproxy.core.testkit.TestOrigin;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When a WebSocket is counted: whoever has its answer finds the count. */
class WebSocketCountTest {
    private static final String TOTAL = "zentinel_websocket_connections_total{route=\"all\"}";
    private static final String OPEN = "zentinel_websocket_open_connections{route=\"all\"}";
    private static final int MANY = 80;

    @Test
    void clientThatHasTheAnswerFindsItsWebSocketCounted() {
        List<RawClient> clients = new ArrayList<>();
        try (TestOrigin origin = WebSockets.switching();
                RunningProxy proxy = WebSockets.inFrontOf(origin)) {
            for (int count = 1; count <= MANY; count++) {
                clients.add(WebSockets.open(proxy));
                assertThat(MetricSamples.of(proxy))
                        .containsEntry(TOTAL, (double) count)
                        .containsEntry(OPEN, (double) count);
            }
        } finally {
            clients.forEach(RawClient::close);
        }
    }

    @Test
    void webSocketWhoseClientWentBeforeTheAnswerIsNotOpen(@TempDir Path folder) {
        LogFile log = new LogFile(folder.resolve("access.log"));
        CountDownLatch gone = new CountDownLatch(1);
        try (TestOrigin origin =
                        TestOrigin.doing(new Step.WaitFor(gone), Step.send(WebSockets.ANSWER), new Step.AwaitClose());
                RunningProxy proxy = WebSockets.inFrontOf(origin, log.as("json"));
                RawClient client = proxy.connect().send(WebSockets.REQUEST)) {
            origin.awaitRequests(1);
            client.abort();
            gone.countDown();
            assertThat(log.awaitOnlyLine().text("reason")).isEqualTo("client_gone");
            assertThat(MetricSamples.of(proxy)).containsEntry(OPEN, 0.0);
        }
    }
}
