package io.zentinelproxy.core.wire.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zentinelproxy.core.testkit.HandClock;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.dns.Mood;
import io.zentinelproxy.core.testkit.dns.TestDns;
import io.zentinelproxy.core.wire.MetricSamples;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What a scraper sees of names and discovered targets. */
class DiscoveryMetricsTest {
    private final HandClock clock = new HandClock();

    private static void awaitSample(RunningProxy proxy, String series, double value) {
        await().untilAsserted(() -> assertThat(MetricSamples.of(proxy)).containsEntry(series, value));
    }

    @Test
    void targetsUpdatesAndFailuresAreCounted() {
        try (TestDns dns = TestDns.start().addresses("app.test", 10, "127.0.0.2", "127.0.0.3");
                RunningProxy proxy = Proxies.asking(
                        dns, clock, "discovery \"dns\" { hostname \"app.test\"; port 8080; max-targets 2; }")) {
            awaitSample(proxy, "zentinel_discovery_targets{upstream=\"origin\"}", 2);
            awaitSample(proxy, "zentinel_discovery_updates_total{upstream=\"origin\"}", 1);
            dns.mood(Mood.SERVFAIL);
            clock.advance(Duration.ofSeconds(11));
            awaitSample(proxy, "zentinel_discovery_failures_total{reason=\"no_answer\",upstream=\"origin\"}", 1);
            dns.mood(Mood.WELL).addresses("app.test", 10, "127.0.0.2", "127.0.0.3", "127.0.0.4");
            clock.advance(Duration.ofSeconds(3));
            awaitSample(proxy, "zentinel_discovery_failures_total{reason=\"too_many\",upstream=\"origin\"}", 1);
            dns.remove("app.test");
            clock.advance(Duration.ofSeconds(11));
            awaitSample(proxy, "zentinel_discovery_failures_total{reason=\"empty\",upstream=\"origin\"}", 1);
            awaitSample(proxy, "zentinel_discovery_targets{upstream=\"origin\"}", 2);
            assertThat(MetricSamples.of(proxy))
                    .containsKey("zentinel_discovery_failures_total{reason=\"bad_line\",upstream=\"origin\"}")
                    .containsKey("zentinel_discovery_failures_total{reason=\"unreadable\",upstream=\"origin\"}");
        }
    }

    @Test
    void questionsAreCountedByHowTheyEnd() {
        try (Fleet fleet = Fleet.of(1);
                TestDns dns = TestDns.start().addresses("app.test", 10, "127.0.0.2");
                RunningProxy proxy = Proxies.asking(
                        dns, clock, "target \"app.test:" + fleet.port() + "\"\nconnection-pool { max-idle 0; }")) {
            Fleet.answering(proxy, 1);
            awaitSample(proxy, "zentinel_dns_queries_total{result=\"answered\"}", 1);
            awaitSample(proxy, "zentinel_dns_queries_total{result=\"no_records\"}", 1);
            awaitSample(proxy, "zentinel_dns_cached_names", 1);
            dns.mood(Mood.TRUNCATING);
            clock.advance(Duration.ofSeconds(11));
            awaitSample(proxy, "zentinel_dns_tcp_queries_total", 2);
            dns.mood(Mood.SERVFAIL);
            clock.advance(Duration.ofSeconds(11));
            awaitSample(proxy, "zentinel_dns_queries_total{result=\"server_failure\"}", 2);
            Fleet.answering(proxy, 1);
            await().untilAsserted(() -> assertThat(MetricSamples.of(proxy).get("zentinel_dns_stale_answers_total"))
                    .isPositive());
        }
    }
}
