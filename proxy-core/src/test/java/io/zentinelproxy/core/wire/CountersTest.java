package io.zentinelproxy.core.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.TestOrigin;
import org.junit.jupiter.api.Test;

/** What the metrics say after requests through a socket. */
class CountersTest {

    private static void awaitSample(RunningProxy proxy, String series, long value) {
        await().untilAsserted(() -> assertThat(MetricSamples.of(proxy)).containsEntry(series, (double) value));
    }

    @Test
    void everyAnswerIsCountedByRouteMethodAndStatus() {
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.inFrontOf(origin);
                RawClient client = proxy.connect()) {
            for (int i = 0; i < 3; i++) {
                client.send(Messages.GET).read();
            }
            awaitSample(proxy, "zentinel_requests_total{method=\"GET\",route=\"all\",status=\"200\"}", 3);
            awaitSample(proxy, "zentinel_upstream_attempts_total{upstream=\"origin\"}", 3);
            awaitSample(proxy, "zentinel_connections_total{listener=\"main\"}", 1);
            awaitSample(proxy, "zentinel_open_connections{listener=\"main\"}", 1);
        }
    }

    @Test
    void requestsAreCountedByEndpointWhereThatIsAskedFor() {
        try (TestOrigin origin = TestOrigin.answering(Messages.OK)) {
            String series = "zentinel_endpoint_requests_total{endpoint=\"127.0.0.1:" + origin.port()
                    + "\",status=\"200\",upstream=\"origin\"}";
            try (RunningProxy proxy = RunningProxy.inFrontOf(
                            origin, Piece.observability("metrics { enabled #false; high-cardinality #true; }"));
                    RawClient client = proxy.connect()) {
                client.send(Messages.GET).read();
                client.send(Messages.GET).read();
                awaitSample(proxy, series, 2);
            }
            try (RunningProxy proxy = RunningProxy.inFrontOf(origin);
                    RawClient client = proxy.connect()) {
                client.send(Messages.GET).read();
                awaitSample(proxy, "zentinel_upstream_attempts_total{upstream=\"origin\"}", 1);
                assertThat(MetricSamples.of(proxy)).doesNotContainKey(series);
            }
        }
    }

    @Test
    void garbageCountsOnce() {
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.inFrontOf(origin);
                RawClient client = proxy.connect()) {
            client.send("\u0016\u0003\u0001garbage\r\n\r\n").readToEnd();
            awaitSample(proxy, "zentinel_blocked_requests_total{reason=\"bad_request_line\"}", 1);
            awaitSample(proxy, "zentinel_open_connections{listener=\"main\"}", 0);
        }
    }

    @Test
    void octetsAreThoseOfTheWire() {
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.inFrontOf(origin);
                RawClient client = proxy.connect()) {
            String request = Messages.getWith("Connection: close\r\n");
            int octets = client.send(request).readToEnd().length;
            awaitSample(proxy, "zentinel_request_octets_total{listener=\"main\"}", request.length());
            awaitSample(proxy, "zentinel_response_octets_total{listener=\"main\"}", octets);
        }
    }

    /** Methods that clients make up must not make up time series. */
    @Test
    void inventedMethodsShareOneCounter() {
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.inFrontOf(origin);
                RawClient client = proxy.connect()) {
            for (int i = 0; i < 50; i++) {
                client.send("M" + i + " / HTTP/1.1\r\nHost: a.test\r\n\r\n").read();
            }
            assertThat(proxy.server().observers().metrics().scrape()).doesNotContain("M49");
        }
    }
}
