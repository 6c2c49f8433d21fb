package io.zentinelproxy.launcher.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.Reply;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AdminServerTest {
    private static final String METRICS = "# HELP x_total X.\n# TYPE x_total counter\nx_total 1.0\n";

    private static final String LIMITS = "{\"limits\":[]}\n";

    private final AtomicBoolean ready = new AtomicBoolean(true);
    private final HttpClient client = HttpClient.newHttpClient();
    private AdminServer server;

    @BeforeEach
    void start() throws IOException {
        server = AdminServer.start(
                loopback(0), "/metrics", () -> METRICS, Map.of("/limits", query -> LIMITS), ready::get);
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    private static InetSocketAddress loopback(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    @Test
    void metricsAreServedInTheirFormat() throws Exception {
        HttpResponse<String> response = send("GET", "/metrics");
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type")).hasValue("text/plain; version=0.0.4; charset=utf-8");
        assertThat(response.body()).isEqualTo(METRICS);
    }

    @Test
    void limitsAreServedAsJson() throws Exception {
        HttpResponse<String> response = send("GET", "/limits");
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type")).hasValue("application/json");
        assertThat(response.headers().firstValue("Cache-Control")).hasValue("no-store");
        assertThat(response.body()).isEqualTo(LIMITS);
        assertThat(send("POST", "/limits").statusCode()).isEqualTo(405);
    }

    @Test
    void theProcessIsHealthyEvenWhileItDrains() throws Exception {
        assertThat(send("GET", "/healthz").statusCode()).isEqualTo(200);
        ready.set(false);
        assertThat(send("GET", "/healthz").statusCode()).isEqualTo(200);
    }

    @Test
    void aDrainingProcessIsNotReady() throws Exception {
        assertThat(send("GET", "/readyz").statusCode()).isEqualTo(200);
        ready.set(false);
        HttpResponse<String> response = send("GET", "/readyz");
        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.body()).isEqualTo("draining\n");
    }

    @Test
    void headHasTheLengthAndNoContent() throws Exception {
        HttpResponse<String> response = send("HEAD", "/metrics");
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValueAsLong("Content-Length")).hasValue(METRICS.length());
        assertThat(response.body()).isEmpty();
    }

    @Test
    void otherPathsAreNotFound() throws Exception {
        for (String path : new String[] {"/", "/metrics/", "/metrics/x", "/METRICS", "/%6detrics", "/..;/metrics"}) {
            assertThat(send("GET", path).statusCode()).as(path).isEqualTo(404);
        }
    }

    @Test
    void otherMethodsAreNotAllowed() throws Exception {
        for (String method : new String[] {"POST", "PUT", "DELETE", "TRACE", "OPTIONS"}) {
            HttpResponse<String> response = send(method, "/metrics");
            assertThat(response.statusCode()).as(method).isEqualTo(405);
            assertThat(response.headers().firstValue("Allow")).hasValue("GET, HEAD");
        }
    }

    @Test
    void nothingTellsWhatServes() throws Exception {
        HttpResponse<String> response = send("GET", "/nothing");
        assertThat(response.headers().firstValue("Server")).isEmpty();
        assertThat(response.headers().firstValue("X-Powered-By")).isEmpty();
        assertThat(response.body()).doesNotContainIgnoringCase("tomcat");
        Reply malformed = raw("GET / HTTP/1.1\r\nHost: a b\r\nConnection: close\r\n\r\n");
        assertThat(malformed.status()).isEqualTo(400);
        assertThat(malformed.head() + malformed.body())
                .doesNotContainIgnoringCase("tomcat")
                .doesNotContainIgnoringCase("apache");
    }

    @Test
    void aForeignNameThatResolvesToLoopbackIsRefused() {
        assertThat(statusFor("rebound.example:" + server.address().getPort())).isEqualTo(421);
        assertThat(statusFor("127.0.0.1.rebound.example")).isEqualTo(421);
        assertThat(statusFor("localhost")).isEqualTo(200);
        assertThat(statusFor("LOCALHOST:1")).isEqualTo(200);
        assertThat(statusFor("127.0.0.1")).isEqualTo(200);
        assertThat(statusFor("[::1]:9090")).isEqualTo(200);
    }

    @Test
    void http10WithoutHostIsServed() {
        assertThat(raw("GET /healthz HTTP/1.0\r\n\r\n").status()).isEqualTo(200);
    }

    @Test
    void clientsThatWithholdTheirContentHoldNoThread() throws Exception {
        for (String framing : new String[] {"Content-Length: 1000", "Transfer-Encoding: chunked"}) {
            try (RawClient one = RawClient.connect(server.address());
                    RawClient two = RawClient.connect(server.address())) {
                for (RawClient slow : new RawClient[] {one, two}) {
                    slow.send("POST /metrics HTTP/1.1\r\nHost: localhost\r\n" + framing + "\r\n\r\n");
                    assertThat(slow.read().status()).isEqualTo(405);
                    assertThat(slow.awaitClosed()).isTrue();
                }
                assertThat(send("GET", "/healthz").statusCode()).isEqualTo(200);
            }
        }
    }

    @Test
    void aReadWithContentIsRefused() {
        Reply reply = raw("GET /metrics HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\n\r\nabc");
        assertThat(reply.statusLine()).startsWith("HTTP/1.1 413");
        assertThat(reply.field("Connection")).isEqualTo("close");
    }

    @Test
    void anAddressOpenedToOthersIsServedUnderAnyName() throws IOException {
        AdminServer open = AdminServer.start(
                new InetSocketAddress("0.0.0.0", 0),
                "/m",
                () -> METRICS,
                Map.of("/limits", query -> LIMITS),
                ready::get);
        try (open;
                RawClient raw = RawClient.connect(loopback(open.address().getPort()))) {
            raw.send("GET /m HTTP/1.1\r\nHost: node-1.example:9090\r\nConnection: close\r\n\r\n");
            assertThat(raw.read().status()).isEqualTo(200);
        }
    }

    @Test
    void aPortInUseIsNamed() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = taken.getLocalPort();
            assertThatThrownBy(() -> AdminServer.start(
                            loopback(port), "/metrics", () -> METRICS, Map.of("/limits", query -> LIMITS), ready::get))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("127.0.0.1:" + port)
                    .hasMessageContaining("in use");
        }
    }

    @Test
    void aClosedServerGivesItsPortBack() throws IOException {
        int port = server.address().getPort();
        server.close();
        server = AdminServer.start(
                loopback(port), "/metrics", () -> METRICS, Map.of("/limits", query -> LIMITS), ready::get);
        assertThat(server.address().getPort()).isEqualTo(port);
    }

    @Test
    void metricsThatCannotBeReadAreAnErrorAndTheServerGoesOn() throws Exception {
        AtomicBoolean broken = new AtomicBoolean(true);
        AdminServer failing = AdminServer.start(
                loopback(0),
                "/metrics",
                () -> {
                    if (broken.get()) {
                        throw new IllegalStateException("a gauge that fails");
                    }
                    return METRICS;
                },
                Map.of("/limits", query -> LIMITS),
                ready::get);
        try (failing) {
            URI uri = URI.create("http://127.0.0.1:" + failing.address().getPort() + "/metrics");
            HttpRequest request = HttpRequest.newBuilder(uri).build();
            assertThat(client.send(request, BodyHandlers.ofString()).statusCode())
                    .isEqualTo(500);
            broken.set(false);
            assertThat(client.send(request, BodyHandlers.ofString()).statusCode())
                    .isEqualTo(200);
        }
    }

    private HttpResponse<String> send(String method, String path) throws IOException, InterruptedException {
        URI uri = URI.create("http://127.0.0.1:" + server.address().getPort() + path);
        HttpRequest request = HttpRequest.newBuilder(uri)
                .method(method, BodyPublishers.noBody())
                .build();
        return client.send(request, BodyHandlers.ofString());
    }

    private int statusFor(String host) {
        return raw("GET /metrics HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n")
                .status();
    }

    private Reply raw(String octets) {
        try (RawClient raw = RawClient.connect(server.address())) {
            return raw.send(octets).read();
        }
    }
}
