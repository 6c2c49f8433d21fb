package io.zentinelproxy.launcher.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.zentinelproxy.core.exchange.ClientAddress;
import io.zentinelproxy.core.exchange.Exchange;
import io.zentinelproxy.core.exchange.Exchange.RouteFacts;
import io.zentinelproxy.core.fault.UpstreamFault;
import io.zentinelproxy.core.http.RequestHead;
import io.zentinelproxy.core.observe.Metrics;
import io.zentinelproxy.core.observe.Reading;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Prometheus's own checker reads what the admin server serves. */
class PromtoolTest {
    private record Route(int number, String routeId, String upstreamId) implements RouteFacts {}

    private static final Route ROUTE = new Route(0, "a \"quoted\" \\ route\n\u00e9", "backend");

    @Test
    void promtoolHasNothingToSayAboutTheMetrics() throws Exception {
        Metrics metrics = Metrics.of("0.1.0", List.of(ROUTE));
        readings(metrics);
        metrics.finished(exchange());
        try (AdminServer server = AdminServer.start(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        "/metrics",
                        metrics::scrape,
                        Map.of(),
                        () -> true);
                HttpClient client = HttpClient.newHttpClient()) {
            URI uri = URI.create("http://127.0.0.1:" + server.address().getPort() + "/metrics");
            String scrape = client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString())
                    .body();
            assertThat(scrape).contains("zentinel_requests_total{").contains("zentinel_open_connections{");
            assertThat(promtool(scrape)).isEmpty();
        }
    }

    private static void readings(Metrics metrics) {
        metrics.read(Reading.OPEN_CONNECTIONS, () -> 1, "main");
        metrics.read(Reading.ACTIVE_REQUESTS, () -> 1, "main");
        metrics.read(Reading.POOL_SIZE, () -> 2, "backend", "127.0.0.1:9000");
        metrics.read(Reading.POOL_IDLE, () -> 1, "backend", "127.0.0.1:9000");
        metrics.read(Reading.CONNECTIONS, () -> 3, "main");
        metrics.read(Reading.CONNECTIONS_REFUSED, () -> 0, "main", "max_connections");
        metrics.read(Reading.ACCESS_LOG_DROPPED, () -> 0);
        metrics.read(Reading.ACCESS_LOG_WRITE_ERRORS, () -> 0);
    }

    private static Exchange exchange() {
        Exchange exchange =
                new Exchange("main", ClientAddress.of(InetAddress.getLoopbackAddress(), 1), new RequestHead());
        exchange.begin(0, 0);
        exchange.route(ROUTE);
        exchange.attempt("127.0.0.1:9000", false, 1);
        exchange.fault(new UpstreamFault(UpstreamFault.Kind.TRUNCATED));
        exchange.status(502);
        exchange.end(1_000_000, 100, 200);
        return exchange;
    }

    /** What the checker says of an exposition, which is nothing when all is well. */
    private static String promtool(String exposition) throws IOException, InterruptedException {
        Process process = start();
        try (var in = process.getOutputStream()) {
            in.write(exposition.getBytes(StandardCharsets.UTF_8));
        }
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int exit = process.waitFor();
        return exit == 0 ? said : "exit " + exit + ": " + said;
    }

    private static Process start() {
        try {
            return new ProcessBuilder("promtool", "check", "metrics")
                    .redirectErrorStream(true)
                    .start();
        } catch (IOException e) {
            return fail("promtool is missing: install the package prometheus", e);
        }
    }
}
