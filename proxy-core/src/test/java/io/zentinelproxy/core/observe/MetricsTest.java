package io.zentinelproxy.core.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zentinelproxy.core.exchange.Exchange;
import io.zentinelproxy.core.fault.ClientFault;
import io.zentinelproxy.core.fault.Fault;
import io.zentinelproxy.core.fault.InternalFault;
import io.zentinelproxy.core.fault.LimitFault;
import io.zentinelproxy.core.fault.PolicyFault;
import io.zentinelproxy.core.fault.UpstreamFault;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class MetricsTest {
    private static final ExchangeMaker.Route SHOP = new ExchangeMaker.Route(0, "shop", "backend");
    private static final ExchangeMaker.Route API = new ExchangeMaker.Route(1, "api", "service");

    private final Metrics metrics = Metrics.of("1.2.3", List.of(API, SHOP));

    @Test
    void anAnswerIsCountedByRouteMethodAndStatus() {
        metrics.finished(answered("GET", SHOP, 200));
        metrics.finished(answered("GET", SHOP, 200));
        metrics.finished(answered("POST", API, 503));
        assertThat(value("zentinel_requests_total{method=\"GET\",route=\"shop\",status=\"200\"}"))
                .isEqualTo(2);
        assertThat(value("zentinel_requests_total{method=\"POST\",route=\"api\",status=\"503\"}"))
                .isEqualTo(1);
    }

    @Test
    void methodsThatRfc9110DoesNotKnowShareOneLabel() {
        metrics.finished(answered("BREW", SHOP, 418));
        metrics.finished(answered("STEEP", SHOP, 418));
        assertThat(value("zentinel_requests_total{method=\"other\",route=\"shop\",status=\"418\"}"))
                .isEqualTo(2);
    }

    @Test
    void statusesThatAreNoneShareOneLabel() {
        metrics.finished(answered("GET", SHOP, 0));
        metrics.finished(answered("GET", SHOP, 600));
        metrics.finished(answered("GET", SHOP, 99));
        assertThat(value("zentinel_requests_total{method=\"GET\",route=\"shop\",status=\"none\"}"))
                .isEqualTo(1);
        assertThat(value("zentinel_requests_total{method=\"GET\",route=\"shop\",status=\"other\"}"))
                .isEqualTo(2);
    }

    @Test
    void aHeadNotUnderstoodIsCountedWithoutRouteAndMethod() {
        Exchange exchange = ExchangeMaker.begun();
        exchange.status(400);
        exchange.fault(new ClientFault(ClientFault.Kind.BAD_REQUEST_LINE));
        ExchangeMaker.end(exchange);
        metrics.finished(exchange);
        assertThat(value("zentinel_requests_total{method=\"other\",route=\"none\",status=\"400\"}"))
                .isEqualTo(1);
        assertThat(value("zentinel_blocked_requests_total{reason=\"bad_request_line\"}"))
                .isEqualTo(1);
    }

    @Test
    void durationsFallIntoCumulativeBuckets() {
        metrics.finished(answered("GET", SHOP, 200));
        String series = "zentinel_request_duration_seconds_";
        assertThat(value(series + "bucket{method=\"GET\",route=\"shop\",le=\"0.001\"}"))
                .isZero();
        assertThat(value(series + "bucket{method=\"GET\",route=\"shop\",le=\"0.005\"}"))
                .isEqualTo(1);
        assertThat(value(series + "bucket{method=\"GET\",route=\"shop\",le=\"+Inf\"}"))
                .isEqualTo(1);
        assertThat(value(series + "count{method=\"GET\",route=\"shop\"}")).isEqualTo(1);
        assertThat(value(series + "sum{method=\"GET\",route=\"shop\"}")).isEqualTo(0.001500999);
    }

    @Test
    void aDurationOnABoundBelongsBelowIt() {
        Durations durations = new Durations();
        durations.observe(1_000_000);
        durations.observe(1_000_001);
        durations.observe(Long.MAX_VALUE);
        assertThat(durations.buckets().getCount(0)).isEqualTo(1);
        assertThat(durations.buckets().getCount(1)).isEqualTo(1);
        assertThat(durations.buckets().getCount(durations.buckets().size() - 1)).isEqualTo(1);
    }

    @Test
    void octetsAreCountedByListener() {
        metrics.finished(answered("GET", SHOP, 200));
        metrics.finished(answered("GET", API, 200));
        assertThat(value("zentinel_request_octets_total{listener=\"main\"}")).isEqualTo(240);
        assertThat(value("zentinel_response_octets_total{listener=\"main\"}")).isEqualTo(1400);
    }

    @Test
    void everyReasonIsThereFromTheStartAndCounted() {
        for (Fault fault : faults()) {
            String series = "zentinel_blocked_requests_total{reason=\"" + fault.reason() + "\"}";
            assertThat(value(series)).isZero();
            Exchange exchange = ExchangeMaker.begun();
            exchange.fault(fault);
            metrics.finished(exchange);
            assertThat(value(series)).isEqualTo(1);
        }
    }

    private static List<Fault> faults() {
        List<Fault> faults = new ArrayList<>();
        faults.add(new InternalFault(new IllegalStateException("a defect")));
        for (ClientFault.Kind kind : ClientFault.Kind.values()) {
            faults.add(new ClientFault(kind));
        }
        for (LimitFault.Kind kind : LimitFault.Kind.values()) {
            faults.add(new LimitFault(kind));
        }
        for (PolicyFault.Kind kind : PolicyFault.Kind.values()) {
            faults.add(new PolicyFault(kind));
        }
        for (UpstreamFault.Kind kind : UpstreamFault.Kind.values()) {
            faults.add(new UpstreamFault(kind));
        }
        return faults;
    }

    @Test
    void attemptsAndTheirFailuresAreCountedByUpstream() {
        Exchange exchange = ExchangeMaker.asked("GET", "/", Map.of());
        exchange.route(SHOP);
        exchange.attempt("a:1", true, 1);
        exchange.attempt("b:1", false, 2);
        exchange.fault(new UpstreamFault(UpstreamFault.Kind.CONNECT_FAILED));
        exchange.status(502);
        ExchangeMaker.end(exchange);
        metrics.finished(exchange);
        assertThat(value("zentinel_upstream_attempts_total{upstream=\"backend\"}"))
                .isEqualTo(2);
        assertThat(value("zentinel_upstream_failures_total{reason=\"connect_failed\",upstream=\"backend\"}"))
                .isEqualTo(1);
        assertThat(value("zentinel_upstream_failures_total{reason=\"retried\",upstream=\"backend\"}"))
                .isEqualTo(1);
        assertThat(value("zentinel_upstream_attempts_total{upstream=\"service\"}"))
                .isZero();
    }

    @Test
    void upAndVersionAreTold() {
        assertThat(value("zentinel_up")).isEqualTo(1);
        assertThat(value("zentinel_build_info{version=\"1.2.3\"}")).isEqualTo(1);
    }

    @Test
    void readingsAreAskedAtEveryScrapeAndAddedUpByLabels() {
        AtomicLong idle = new AtomicLong(3);
        Registration registration = metrics.read(Reading.POOL_IDLE, idle::get, "backend", "a:1");
        metrics.read(Reading.POOL_IDLE, () -> 10, "backend", "a:1");
        metrics.read(Reading.POOL_IDLE, () -> 7, "backend", "b:1");
        String series = "zentinel_connection_pool_idle{endpoint=\"a:1\",upstream=\"backend\"}";
        assertThat(value(series)).isEqualTo(13);
        idle.set(4);
        assertThat(value(series)).isEqualTo(14);
        registration.close();
        registration.close();
        assertThat(value(series)).isEqualTo(10);
        assertThat(value("zentinel_connection_pool_idle{endpoint=\"b:1\",upstream=\"backend\"}"))
                .isEqualTo(7);
    }

    @Test
    void countersOfOthersAreTold() {
        metrics.read(Reading.CONNECTIONS, () -> 5, "main");
        metrics.read(Reading.CONNECTIONS_REFUSED, () -> 2, "main", "max_connections");
        metrics.read(Reading.ACCESS_LOG_DROPPED, () -> 9);
        assertThat(value("zentinel_connections_total{listener=\"main\"}")).isEqualTo(5);
        assertThat(value("zentinel_connections_refused_total{listener=\"main\",reason=\"max_connections\"}"))
                .isEqualTo(2);
        assertThat(value("zentinel_access_log_dropped_total")).isEqualTo(9);
        assertThat(metrics.scrape()).contains("# TYPE zentinel_access_log_dropped_total counter");
    }

    @Test
    void aReadingWithTheWrongNumberOfLabelsIsRefused() {
        assertThatThrownBy(() -> metrics.read(Reading.CONNECTIONS, () -> 5))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("zentinel_connections_total");
    }

    @Test
    void aReloadGoesOnCountingUnderOtherRouteNumbers() {
        metrics.finished(answered("GET", SHOP, 200));
        Metrics next = metrics.forRoutes(List.of(new ExchangeMaker.Route(0, "new", "backend")));
        next.finished(answered("GET", new ExchangeMaker.Route(0, "new", "backend"), 200));
        metrics.finished(answered("GET", SHOP, 200));
        assertThat(next.scrape()).isEqualTo(metrics.scrape());
        assertThat(value("zentinel_requests_total{method=\"GET\",route=\"shop\",status=\"200\"}"))
                .isEqualTo(2);
        assertThat(value("zentinel_requests_total{method=\"GET\",route=\"new\",status=\"200\"}"))
                .isEqualTo(1);
        assertThat(value("zentinel_upstream_attempts_total{upstream=\"backend\"}"))
                .isEqualTo(3);
    }

    @Test
    void threadsTogetherCountEveryExchangeOnce() throws InterruptedException {
        Thread[] threads = new Thread[8];
        for (int i = 0; i < threads.length; i++) {
            threads[i] = Thread.startVirtualThread(() -> {
                for (int n = 0; n < 5_000; n++) {
                    metrics.finished(answered("GET", n % 2 == 0 ? SHOP : API, 200));
                }
            });
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(value("zentinel_requests_total{method=\"GET\",route=\"shop\",status=\"200\"}"))
                .isEqualTo(20_000);
        assertThat(value("zentinel_requests_total{method=\"GET\",route=\"api\",status=\"200\"}"))
                .isEqualTo(20_000);
    }

    private static Exchange answered(String method, ExchangeMaker.Route route, int status) {
        Exchange exchange = ExchangeMaker.asked(method, "/", Map.of("Host", "h"));
        ExchangeMaker.answer(exchange, route, status);
        return exchange;
    }

    private double value(String series) {
        return metrics.scrape()
                .lines()
                .filter(line -> line.startsWith(series + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(series.length() + 1)))
                .findFirst()
                .orElse(-1);
    }
}
