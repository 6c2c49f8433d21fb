package io.zentinelproxy.core.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.zentinelproxy.core.config.ConfigurationException;
import io.zentinelproxy.core.config.ConfigurationLoader;
import io.zentinelproxy.core.json.Json;
import io.zentinelproxy.core.json.JsonArray;
import io.zentinelproxy.core.json.JsonNumber;
import io.zentinelproxy.core.json.JsonObject;
import io.zentinelproxy.core.json.JsonString;
import io.zentinelproxy.core.proxy.Plugs;
import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.ProxyKdl;
import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.Reply;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.TestOrigin;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Routes that the proxy answers itself. */
class BuiltinHandlersTest {
    private static final Piece ROUTES = Piece.routes("""
            route "status" { matches { path "/status"; }; builtin-handler "status"; }
            route "health" { matches { path "/health"; }; builtin-handler "health"; }
            route "metrics" { matches { path "/metrics"; }; builtin-handler "metrics"; }
            route "config" { matches { path "/config"; }; builtin-handler "config"; policies { request-headers { set "X-A" "file:/dev/null"; }; }; }
            route "upstreams" { matches { path "/upstreams"; }; builtin-handler "upstreams"; }
            route "limits" { matches { path "/limits"; }; builtin-handler "limits"; }
            route "gone" { matches { path "/gone"; }; builtin-handler "not-found"; }
            route "all" { priority "low"; upstream "origin"; }
            """);

    private static TestOrigin origin;
    private static RunningProxy proxy;

    @BeforeAll
    static void start() {
        origin = TestOrigin.answering(Messages.OK);
        proxy = RunningProxy.inFrontOf(origin, ROUTES);
    }

    @AfterAll
    static void stop() {
        proxy.close();
        origin.close();
    }

    private static Reply get(String path) {
        try (RawClient client = proxy.connect()) {
            Reply reply = client.send(Messages.get(path)).read();
            assertThat(reply.field("Date")).endsWith("GMT");
            assertThat(reply.field("X-Request-Id")).isNotEmpty();
            return reply;
        }
    }

    private static JsonObject json(Reply reply) throws Exception {
        assertThat(reply.field("Content-Type")).isEqualTo("application/json");
        assertThat(reply.field("Cache-Control")).isEqualTo("no-store");
        return (JsonObject) Json.parse(reply.body().getBytes(StandardCharsets.ISO_8859_1));
    }

    @Test
    void statusSaysWhoRunsHereAndSinceWhen() throws Exception {
        Reply reply = get("/status");
        assertThat(reply.status()).isEqualTo(200);
        JsonObject status = json(reply);
        assertThat(status.get("status")).isEqualTo(new JsonString("running"));
        assertThat(status.get("version")).isEqualTo(new JsonString("unreleased"));
        assertThat(status.get("uptime_secs")).isInstanceOf(JsonNumber.class);
        assertThat(status.get("instance_id")).isEqualTo(json(get("/status")).get("instance_id"));
    }

    @Test
    void healthIsAnswered() throws Exception {
        Reply reply = get("/health");
        assertThat(reply.status()).isEqualTo(200);
        assertThat(json(reply).get("status")).isEqualTo(new JsonString("healthy"));
    }

    @Test
    void metricsAreThoseOfTheProxy() {
        Reply reply = get("/metrics");
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.field("Content-Type")).startsWith("text/plain; version=0.0.4");
        get("/health");
        // An exchange is counted after its answer has left.
        await().until(() -> get("/metrics").body().matches("(?s).*zentinel_requests_total\\{[^}]*route=\"health\".*"));
    }

    @Test
    void upstreamsAreListedWithTheirConnections() throws Exception {
        try (RawClient client = proxy.connect()) {
            client.send(Messages.GET).read();
        }
        JsonArray upstreams = (JsonArray) json(get("/upstreams")).get("upstreams");
        JsonObject first = (JsonObject) upstreams.elements().getFirst();
        assertThat(first.get("id")).isEqualTo(new JsonString("origin"));
        JsonObject target =
                (JsonObject) ((JsonArray) first.get("targets")).elements().getFirst();
        assertThat(target.get("address")).isEqualTo(new JsonString("127.0.0.1:" + origin.port()));
        assertThat(target.get("connections")).isEqualTo(JsonNumber.of(1));
        assertThat(target.get("idle_connections")).isEqualTo(JsonNumber.of(1));
    }

    @Test
    void configurationIsShownAsItWasUnderstoodAndASecretAsItWasWritten() throws Exception {
        Reply reply = get("/config");
        JsonObject config = json(reply);
        assertThat(((JsonObject) config.get("limits")).get("max-body-octets")).isEqualTo(JsonNumber.of(10 << 20));
        assertThat(reply.body()).contains("file:/dev/null");
    }

    @Test
    void notFoundIsTheErrorPage() {
        Reply reply = get("/gone");
        assertThat(reply.status()).isEqualTo(404);
        assertThat(reply.body()).contains("not_found");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/status", "/health", "/metrics", "/config", "/upstreams"})
    void aHandlerIsOnlyRead(String path) {
        try (RawClient client = proxy.connect()) {
            Reply reply = client.send("POST " + path + " HTTP/1.1\r\nHost: a.test\r\nContent-Length: 0\r\n\r\n")
                    .read();
            assertThat(reply.status()).isEqualTo(405);
            assertThat(reply.field("Allow")).isEqualTo("GET, HEAD");
            Reply head = client.send("HEAD " + path + " HTTP/1.1\r\nHost: a.test\r\n\r\n")
                    .readAnswerTo("HEAD");
            assertThat(head.status()).isEqualTo(200);
            assertThat(Integer.parseInt(head.field("Content-Length"))).isPositive();
        }
    }

    @Test
    void withoutAModuleThatHasLimitsThereAreNone() throws Exception {
        assertThat(json(get("/limits")))
                .isEqualTo(JsonObject.with("limits", JsonArray.of()).build());
    }

    @Test
    void limitsAreWhatTheModuleTellsOfThemNow() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        Plugs telling = Plugs.NONE.telling(Map.of(
                "limits",
                query -> JsonObject.with("asked", new JsonString("" + asked.incrementAndGet()))
                        .build()));
        try (RunningProxy told = RunningProxy.inFrontOf(origin, telling, ROUTES);
                RawClient client = told.connect()) {
            assertThat(client.send(Messages.get("/limits")).read().body()).isEqualTo("{\"asked\":\"1\"}\n");
            assertThat(client.send(Messages.get("/limits")).read().body()).isEqualTo("{\"asked\":\"2\"}\n");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"config", "upstreams", "limits"})
    void whatIsForOperatorsIsRefusedWhereEverybodyCanAsk(String handler) {
        String kdl = ProxyKdl.inFrontOf(
                        origin.address(), Piece.routes("route \"r\" { builtin-handler \"" + handler + "\"; }"))
                .replace("127.0.0.1:0", "0.0.0.0:0");
        assertThatThrownBy(() -> ConfigurationLoader.parse("test.kdl", kdl))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("only an operator may know")
                .hasMessageContaining("listener `main`");
    }

    @ParameterizedTest
    @ValueSource(strings = {"config", "upstreams", "limits"})
    void whatIsForOperatorsIsServedToThoseOnTheListOfTheRoute(String handler) {
        String route = "route \"r\" { builtin-handler \"" + handler + "\"; policies { allow \"%s\"; }; }";
        String open = ProxyKdl.inFrontOf(origin.address(), Piece.routes(route)).replace("127.0.0.1:0", "0.0.0.0:0");
        assertThat(statusOf(open.formatted("127.0.0.0/8"))).isEqualTo(200);
        assertThat(statusOf(open.formatted("192.0.2.0/24"))).isEqualTo(403);
    }

    private static int statusOf(String kdl) {
        try (RunningProxy guarded = RunningProxy.start(kdl);
                RawClient client = RawClient.connect(
                        new InetSocketAddress("127.0.0.1", guarded.address().getPort()))) {
            return client.send(Messages.GET).read().status();
        }
    }
}
