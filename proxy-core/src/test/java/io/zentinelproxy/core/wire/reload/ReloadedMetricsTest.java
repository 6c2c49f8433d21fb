package io.zentinelproxy.core.wire.reload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.ProxyKdl;
import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.TestOrigin;
import io.zentinelproxy.core.testkit.h2.H2Client;
import io.zentinelproxy.core.wire.Messages;
import io.zentinelproxy.core.wire.MetricSamples;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Metrics over reloads: what stays is counted on, what is gone is not told of any more, and how reloads end is told. */
class ReloadedMetricsTest {
    private static final String RELOADS = "zentinel_config_reloads_total{result=\"%s\"}";

    private static String routes(String id) {
        return "route \"" + id + "\" { matches { path-prefix \"/\"; }; upstream \"origin\"; }";
    }

    @Test
    void noCounterGoesBack() {
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.inFrontOf(origin);
                RawClient client = proxy.connect();
                H2Client second = H2Client.connect(proxy.address())) {
            Map<String, Double> before = Map.of();
            for (int i = 0; i < 20; i++) {
                client.send(Messages.GET).read();
                second.get("/").awaitReply();
                Map<String, Double> now = MetricSamples.of(proxy);
                assertNoneIsLess(now, before);
                proxy.reload(ProxyKdl.inFrontOf(
                        origin.address(),
                        Piece.listener("keepalive-timeout-secs " + (10 + i)),
                        Piece.upstream("timeouts { read " + (10 + i) + "; }")));
                before = MetricSamples.of(proxy);
                assertNoneIsLess(before, now);
            }
            await().untilAsserted(() -> assertThat(MetricSamples.of(proxy))
                    .containsEntry("zentinel_requests_total{method=\"GET\",route=\"all\",status=\"200\"}", 40.0)
                    .containsEntry("zentinel_http2_streams_total{listener=\"main\"}", 20.0)
                    .containsEntry("zentinel_connections_total{listener=\"main\"}", 2.0));
        }
    }

    private static void assertNoneIsLess(Map<String, Double> now, Map<String, Double> before) {
        before.forEach((series, value) -> {
            if (series.contains("_total") || series.contains("_bucket") || series.contains("_count")) {
                assertThat(now.getOrDefault(series, -1.0)).as(series).isGreaterThanOrEqualTo(value);
            }
        });
    }

    @Test
    void whatIsGoneIsNotToldOfAnyMore() {
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.inFrontOf(
                        origin,
                        Piece.routes(routes("first")),
                        Piece.upstreams("upstream \"more\" { target \"127.0.0.1:" + origin.port() + "\"; }"))) {
            try (RawClient client = proxy.connect()) {
                client.send(Messages.GET).read();
            }
            // The request is over by then; else it would be counted behind the reload.
            await().untilAsserted(() -> assertThat(MetricSamples.of(proxy))
                    .containsEntry("zentinel_requests_total{method=\"GET\",route=\"first\",status=\"200\"}", 1.0)
                    .containsEntry("zentinel_active_requests{listener=\"main\"}", 0.0));
            assertThat(MetricSamples.of(proxy).keySet()).anyMatch(series -> series.contains("upstream=\"more\""));
            proxy.reload(ProxyKdl.inFrontOf(origin.address(), Piece.routes(routes("second"))));
            assertThat(MetricSamples.of(proxy).keySet())
                    .noneMatch(series -> series.contains("route=\"first\""))
                    .noneMatch(series -> series.contains("upstream=\"more\""));
        }
    }

    @Test
    void whatIsCountedOfShadowsGoesWithTheirRoutesAndUpstreams() {
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.start(shadowed(origin, "first", "one"))) {
            assertThat(MetricSamples.of(proxy).keySet())
                    .anyMatch(series -> isOfShadow(series, "route=\"first\""))
                    .anyMatch(series -> isOfShadow(series, "upstream=\"one\""));
            proxy.reload(shadowed(origin, "first", "other"));
            assertThat(MetricSamples.of(proxy).keySet())
                    .anyMatch(series -> isOfShadow(series, "upstream=\"other\""))
                    .noneMatch(series -> isOfShadow(series, "upstream=\"one\""));
            proxy.reload(shadowed(origin, "second", "other"));
            assertThat(MetricSamples.of(proxy).keySet())
                    .anyMatch(series -> isOfShadow(series, "route=\"second\""))
                    .noneMatch(series -> isOfShadow(series, "route=\"first\""));
        }
    }

    private static boolean isOfShadow(String series, String label) {
        return series.startsWith("zentinel_shadow_") && series.contains(label);
    }

    private static String shadowed(TestOrigin origin, String route, String upstream) {
        return ProxyKdl.inFrontOf(
                origin.address(),
                Piece.routes("route \"" + route
                        + "\" { matches { path-prefix \"/\"; }; upstream \"origin\"; shadow { upstream \"" + upstream
                        + "\"; }; }"),
                Piece.upstreams("upstream \"" + upstream + "\" { target \"127.0.0.1:" + origin.port() + "\"; }"));
    }

    @Test
    void howReloadsEndIsCounted() {
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.inFrontOf(origin)) {
            assertThat(MetricSamples.of(proxy))
                    .containsEntry(RELOADS.formatted("success"), 0.0)
                    .containsEntry(RELOADS.formatted("failure"), 0.0)
                    .containsEntry("zentinel_config_generation", 1.0);
            proxy.reload(ProxyKdl.inFrontOf(origin.address()));
            Refused.by(
                    proxy,
                    ProxyKdl.inFrontOf(
                            origin.address(),
                            Piece.observability(
                                    "access-log { file \"/proc/no/such/place\"; }\n" + "metrics { enabled #false; }")));
            assertThat(MetricSamples.of(proxy))
                    .containsEntry(RELOADS.formatted("success"), 1.0)
                    .containsEntry(RELOADS.formatted("failure"), 1.0)
                    .containsEntry("zentinel_config_last_reload_successful", 0.0)
                    .containsEntry("zentinel_config_generation", 2.0);
            assertThat(MetricSamples.of(proxy).get("zentinel_config_last_success_timestamp_seconds"))
                    .isGreaterThan(1.7e9);
        }
    }

    @Test
    void theStatusHandlerTellsWhichConfigurationIsInForce() {
        Piece routes = Piece.routes("route \"status\" { matches { path-prefix \"/\"; }; builtin-handler \"status\"; }");
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.inFrontOf(origin, routes);
                RawClient client = proxy.connect()) {
            assertThat(client.send(Messages.GET).read().body()).contains("\"generation\":1");
            proxy.reload(ProxyKdl.inFrontOf(origin.address(), routes));
            assertThat(client.send(Messages.GET).read().body()).contains("\"generation\":2");
        }
    }
}
