package io.zentinelproxy.core.wire.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.wire.Messages;
import io.zentinelproxy.core.wire.MetricSamples;
import org.junit.jupiter.api.Test;

/** What the handler {@code upstreams} and the metrics say of a target that is out. */
class FiguresTest {
    private static final Piece ROUTES = Piece.routes("""
            route "upstreams" { matches { path "/upstreams"; }; builtin-handler "upstreams"; }
            route "all" { priority "low"; upstream "origin"; }
            """);

    @Test
    void whyATargetIsOutIsShown() {
        String keys = Targets.check("\"http\"", "") + "\ncircuit-breaker { failure-threshold 5; }";
        try (CheckedOrigin bad = CheckedOrigin.healthy().checksGetStatus(418);
                RunningProxy proxy = RunningProxy.inFrontOf(bad.origin, ROUTES, Targets.of(keys, bad.port()))) {
            Targets.awaitDown(proxy, bad.port());
            try (RawClient client = proxy.connect()) {
                await().untilAsserted(() -> assertThat(
                                client.send(Messages.get("/upstreams")).read().body())
                        .contains("\"available\":false")
                        .contains("\"reason\":\"status 418\"")
                        .contains("\"last_check_error\":\"status 418\"")
                        .contains("\"breaker\":\"closed\"")
                        .contains("\"since\":\"2")
                        .contains("\"panic\":false"));
            }
            await().untilAsserted(() -> assertThat(MetricSamples.of(proxy)
                            .get("zentinel_health_check_duration_seconds_count{upstream=\"origin\"}"))
                    .isPositive());
        }
    }
}
