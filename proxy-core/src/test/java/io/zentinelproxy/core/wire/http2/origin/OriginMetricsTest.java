package io.zentinelproxy.core.wire.http2.origin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zentinelproxy.core.testkit.LogCapture;
import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.h2.H2Code;
import io.zentinelproxy.core.testkit.h2.H2Frame;
import io.zentinelproxy.core.testkit.h2.H2Origin;
import io.zentinelproxy.core.testkit.h2.H2Step;
import io.zentinelproxy.core.upstream.Upstream;
import io.zentinelproxy.core.wire.LogFile;
import io.zentinelproxy.core.wire.Messages;
import io.zentinelproxy.core.wire.MetricSamples;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is told of connections of HTTP/2 to origins. */
class OriginMetricsTest {

    private static void awaitMetric(RunningProxy proxy, String series, double value) {
        await().untilAsserted(() -> assertThat(MetricSamples.of(proxy)).containsEntry(series, value));
    }

    @Test
    void connectionsAndStreamsAreCounted() {
        CountDownLatch answers = new CountDownLatch(1);
        try (H2Origin origin = H2Origin.doing(new H2Step.WaitFor(answers), H2Step.only(204));
                RunningProxy proxy = Origins.inFrontOf(origin);
                RawClient one = proxy.connect().send(Messages.GET);
                RawClient other = proxy.connect().send(Messages.GET)) {
            origin.awaitRequests(2);
            String at = "{endpoint=\"127.0.0.1:" + origin.port() + "\",upstream=\"origin\"}";
            awaitMetric(proxy, "zentinel_upstream_http2_open_streams" + at, 2);
            awaitMetric(proxy, "zentinel_upstream_http2_open_connections" + at, 1);
            awaitMetric(proxy, "zentinel_connection_pool_size" + at, 1);
            awaitMetric(proxy, "zentinel_connection_pool_idle" + at, 0);
            answers.countDown();
            one.read();
            other.read();
            awaitMetric(proxy, "zentinel_upstream_http2_open_streams" + at, 0);
            awaitMetric(proxy, "zentinel_connection_pool_idle" + at, 1);
            awaitMetric(proxy, "zentinel_upstream_http2_streams_total{upstream=\"origin\"}", 2);
            awaitMetric(proxy, "zentinel_upstream_http2_connections_total{upstream=\"origin\"}", 1);
            origin.connection(0).end();
            awaitMetric(proxy, "zentinel_connection_pool_size" + at, 0);
            awaitMetric(proxy, "zentinel_upstream_http2_open_connections" + at, 0);
        }
    }

    @Test
    void theAccessLogTellsWhatTheOriginSpoke(@TempDir Path folder) {
        LogFile log = new LogFile(folder.resolve("access.log"));
        try (H2Origin origin = H2Origin.answering(200, "ok");
                RunningProxy proxy = Origins.inFrontOf(origin, log.as("json"));
                RawClient client = proxy.connect()) {
            client.send(Messages.GET).read();
            client.send(Messages.GET).read();
            assertThat(log.awaitLines(2).get(0))
                    .contains("\"protocol\":\"HTTP/1.1\"", "\"upstream_protocol\":\"HTTP/2.0\"")
                    .doesNotContain("connection_reused");
            assertThat(log.awaitLines(2).get(1)).contains("\"connection_reused\":true");
        }
    }

    @Test
    void resetsOfBothSidesAreCounted() {
        try (H2Origin origin = H2Origin.inOrder(
                        List.of(new H2Step.Reset(H2Code.INTERNAL_ERROR)), List.of(new H2Step.AwaitReset()));
                RunningProxy proxy = Origins.inFrontOf(origin)) {
            proxy.connect().send(Messages.GET).read();
            awaitMetric(
                    proxy,
                    "zentinel_upstream_http2_resets_total{code=\"internal_error\",side=\"origin\",upstream=\"origin\"}",
                    1);
            RawClient going = proxy.connect().send(Messages.GET);
            origin.awaitRequests(2);
            going.close();
            awaitMetric(
                    proxy,
                    "zentinel_upstream_http2_resets_total{code=\"cancel\",side=\"proxy\",upstream=\"origin\"}",
                    1);
        }
    }

    @Test
    void aConnectionThatEndsWithAnErrorIsCountedAndTold() {
        try (LogCapture log = new LogCapture(Upstream.class);
                H2Origin origin = H2Origin.doing(H2Step.frames(H2Frame.windowUpdate(0, 0)), new H2Step.AwaitClose());
                RunningProxy proxy = Origins.inFrontOf(origin);
                RawClient client = proxy.connect()) {
            client.send(Messages.GET).read();
            client.send(Messages.GET).read();
            awaitMetric(proxy, "zentinel_upstream_http2_goaways_total{code=\"protocol_error\",upstream=\"origin\"}", 2);
            await().untilAsserted(() -> assertThat(log.messages())
                    .as("the second of a minute is only counted")
                    .containsExactly("upstream origin: HTTP/2 connection to 127.0.0.1:" + origin.port()
                            + " ended with protocol_error, empty_window_update"));
        }
    }
}
