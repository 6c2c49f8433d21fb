package io.zentinelproxy.core.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.testkit.Fields;
import io.zentinelproxy.core.testkit.Reply;
import io.zentinelproxy.core.wire.OriginalSample.Seen;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The original's sample configurations, without what this version does not act on, do what their text says. What is expected
 * was written by hand from reading the files.
 */
class OriginalSamplesTest {
    private static final String A = "a.test";
    private static final int MIB = 1 << 20;

    @TempDir
    Path folder;

    private OriginalSample serve(String file) {
        return new OriginalSample(file, folder);
    }

    private static void assertHealth(OriginalSample sample) {
        Seen health = sample.get(A, "/health");
        assertThat(health.way()).isEqualTo("health > 200");
        assertThat(health.reply().body()).contains("healthy");
    }

    /** Answered by us, as no route takes it. */
    private static void assertNobodys(Seen seen) {
        assertThat(seen.reply().status()).isEqualTo(404);
        assertThat(seen.upstream()).isEmpty();
    }

    /** Two of them, as one value may not be so long. */
    private static String[] fieldsOfOctets(int octets) {
        String half = "X-Long: " + "x".repeat(octets / 2);
        return new String[] {half, half};
    }

    @Test
    void basic() {
        try (OriginalSample sample = serve("basic.kdl")) {
            Seen seen = sample.get(A, "/any/path?q=1", fieldsOfOctets(7900));
            assertThat(seen.way()).isEqualTo("default > backend");
            assertThat(seen.target()).isEqualTo("/any/path?q=1");
            assertThat(sample.send("DELETE", A, "/", "content").origin().body()).isEqualTo("content");
            assertThat(sample.get(A, "/", fieldsOfOctets(8192)).reply().status())
                    .isEqualTo(431);
            assertThat(sample.get(A, "/", many(98)).way()).isEqualTo("default > backend");
            assertThat(sample.get(A, "/", many(101)).reply().status()).isEqualTo(431);
            assertThat(sample.announce("POST", A, "/", 10 * MIB + 1).way()).isEqualTo("default > 413");
        }
    }

    private static String[] many(int fields) {
        String[] lines = new String[fields];
        Arrays.setAll(lines, i -> "X-" + i + ": 1");
        return lines;
    }

    @Test
    void corsHeaders() {
        try (OriginalSample sample = serve("cors-headers.kdl")) {
            assertHealth(sample);
            assertThat(sample.get(A, "/health", "Origin: https://b.test")
                            .reply()
                            .fields()
                            .all("Access-Control-Allow-Origin"))
                    .isEmpty();
            assertNobodys(sample.get(A, "/elsewhere"));
            assertNobodys(sample.send("PATCH", A, "/api/public/x", ""));
            Seen socket = sample.get(A, "/ws/room", "Origin: https://b.test");
            assertThat(socket.way()).isEqualTo("websocket > api");
            assertOnlyTheApp(socket.reply());
        }
    }

    @Test
    void corsHeadersOfThePublicApi() {
        try (OriginalSample sample = serve("cors-headers.kdl")) {
            Seen asked = sample.get(A, "/api/public/items", "Origin: https://b.test");
            assertThat(asked.way()).isEqualTo("public-api > api");
            assertThat(asked.target()).isEqualTo("/api/public/items");
            assertEverybody(asked.reply());
            Seen preflight = preflight(sample, "/api/public/items");
            assertThat(preflight.way()).isEqualTo("public-api > 204");
            assertEverybody(preflight.reply());
        }
    }

    private static Seen preflight(OriginalSample sample, String target) {
        return sample.send("OPTIONS", A, target, "", "Origin: https://b.test", "Access-Control-Request-Method: DELETE");
    }

    private static void assertEverybody(Reply reply) {
        Fields fields = reply.fields();
        assertThat(fields.only("Access-Control-Allow-Origin")).isEqualTo("*");
        assertThat(fields.only("Access-Control-Allow-Methods")).isEqualTo("GET, POST, PUT, DELETE, OPTIONS");
        assertThat(fields.only("Access-Control-Allow-Headers"))
                .isEqualTo("Content-Type, Authorization, X-Requested-With, X-API-Key");
        assertThat(fields.only("Access-Control-Expose-Headers")).isEqualTo("X-Total-Count, X-Page-Count");
        assertThat(fields.only("Access-Control-Max-Age")).isEqualTo("3600");
    }

    @Test
    void corsHeadersOfThePrivateApi() {
        try (OriginalSample sample = serve("cors-headers.kdl")) {
            Seen asked = sample.send("PUT", A, "/api/private/items", "x", "Origin: https://b.test");
            assertThat(asked.way()).isEqualTo("private-api > api");
            assertOnlyTheApp(asked.reply());
            Seen preflight = preflight(sample, "/api/private/items");
            assertThat(preflight.way()).isEqualTo("private-api > 204");
            assertOnlyTheApp(preflight.reply());
            assertThat(preflight.reply().field("Access-Control-Allow-Methods")).isEqualTo("GET, POST, PUT, DELETE");
            assertThat(preflight.reply().field("Access-Control-Allow-Headers"))
                    .isEqualTo("Content-Type, Authorization");
            assertThat(preflight.reply().field("Access-Control-Max-Age")).isEqualTo("3600");
        }
    }

    private static void assertOnlyTheApp(Reply reply) {
        assertThat(reply.field("Access-Control-Allow-Origin")).isEqualTo("https://app.example.com");
        assertThat(reply.field("Access-Control-Allow-Credentials")).isEqualTo("true");
    }

    @Test
    void apiGateway() {
        try (OriginalSample sample = serve("api-gateway.kdl")) {
            assertHealth(sample);
            Seen metrics = sample.get(A, "/metrics");
            assertThat(metrics.way()).isEqualTo("metrics > 200");
            assertThat(metrics.reply().body()).contains("zentinel_requests_total");
            Seen current = sample.send("PATCH", A, "/api/v2/users", "x");
            assertThat(current.way()).isEqualTo("api-v2 > api-v2");
            assertThat(current.target()).isEqualTo("/api/v2/users");
            assertNobodys(sample.send("OPTIONS", A, "/api/v2/users", ""));
            assertThat(sample.announce("POST", A, "/api/v2/users", 10 * MIB + 1).way())
                    .isEqualTo("api-v2 > 413");
            assertThat(sample.send("OPTIONS", A, "/api/v1/users", "").way()).isEqualTo("api-v1 > api-v1");
            assertThat(sample.get(A, "/docs/openapi.json").way()).isEqualTo("docs > docs-server");
            assertNobodys(sample.get(A, "/api/v3/users"));
            assertThat(new LogFile(folder.resolve("api-gateway-access.log")).awaitLines(8))
                    .anyMatch(line -> line.contains("/api/v3/users"));
        }
    }

    @Test
    void staticSite() {
        try (OriginalSample sample = serve("static-site.kdl")) {
            assertHealth(sample);
            assertThat(sample.send("POST", A, "/api/login", "x").way()).isEqualTo("api > api-backend");
            assertThat(sample.announce("POST", A, "/api/login", 10 * MIB + 1).way())
                    .isEqualTo("api > 413");
            assertAsked(sample, "/assets/app.0123abcd.js", "immutable-assets", "/assets/app.0123abcd.js");
            assertAsked(sample, "/assets/font.deadbeef01.woff2", "immutable-assets", "/assets/font.deadbeef01.woff2");
            assertAsked(sample, "/assets/app.js", "static", "/assets/app.js");
            assertAsked(sample, "/logo.jpeg?v=2", "images", "/logo.jpeg?v=2");
            assertAsked(sample, "/robots.txt", "static", "/robots.txt");
        }
    }

    private static void assertAsked(OriginalSample sample, String target, String route, String asked) {
        Seen seen = sample.get(A, target);
        assertThat(seen.way()).isEqualTo(route + " > static-origin");
        assertThat(seen.target()).isEqualTo(asked);
    }

    @Test
    void staticSiteFallsBackToItsOnePage() {
        try (OriginalSample sample = serve("static-site.kdl")) {
            assertAsked(sample, "/", "spa-fallback", "/index.html");
            assertAsked(sample, "/users/7?tab=a", "spa-fallback", "/index.html?tab=a");
            assertAsked(sample, "/logo.png/edit", "spa-fallback", "/index.html");
        }
    }

    @Test
    void websocket() {
        try (OriginalSample sample = serve("websocket.kdl")) {
            assertHealth(sample);
            assertThat(sample.get(A, "/ws").way()).isEqualTo("websocket > ws-backend");
            Seen polling = sample.send("POST", A, "/socket.io/?EIO=4&transport=polling", "40");
            assertThat(polling.way()).isEqualTo("socketio > socketio-backend");
            assertThat(polling.target()).isEqualTo("/socket.io/?EIO=4&transport=polling");
            assertThat(sample.get(A, "/chat/room/1").way()).isEqualTo("chat > chat-backend");
            assertThat(sample.announce("POST", A, "/chat/room/1", MIB + 1).way())
                    .isEqualTo("chat > 413");
            assertNobodys(sample.get(A, "/"));
        }
    }

    @Test
    void httpsUpstream() {
        try (OriginalSample sample = serve("https-upstream.kdl")) {
            Seen seen = sample.get("proxy.test", "/api/users");
            assertThat(seen.way()).isEqualTo("api > external-api");
            assertThat(seen.target()).isEqualTo("/api/users");
            assertThat(seen.origin().field("Host")).isEqualTo("api.example.com");
            assertNobodys(sample.get("proxy.test", "/users"));
        }
    }

    @Test
    void rateLimitingPerRoute() {
        try (OriginalSample sample = serve("rate-limiting-per-route.kdl")) {
            assertHealth(sample);
            assertThat(sample.send("POST", A, "/api/auth/login", "x").way()).isEqualTo("auth > api");
            assertThat(sample.get(A, "/api/items").way()).isEqualTo("api > api");
            assertThat(sample.get(A, "/static/a.css").way()).isEqualTo("static > static");
            assertNobodys(sample.get(A, "/"));
        }
    }

    @Test
    void apiSchemaValidation() {
        try (OriginalSample sample = serve("api-schema-validation.kdl")) {
            assertThat(sample.get(A, "/api/v1/users").way()).isEqualTo("api-v1-with-openapi > api-backend");
            assertThat(sample.get(A, "/api/v2/users").way()).isEqualTo("api-v2-with-openapi-file > api-backend");
            assertThat(sample.send("POST", A, "/api/register", "{}").way())
                    .isEqualTo("user-registration > api-backend");
            assertThat(sample.get(A, "/api/profile/7").way()).isEqualTo("user-profile > api-backend");
            assertThat(sample.send("POST", A, "/api/orders", "{}").way()).isEqualTo("api-complex > api-backend");
            assertNobodys(sample.get(A, "/api/orders/7"));
        }
    }

    @Test
    void distributedRateLimit() {
        try (OriginalSample sample = serve("distributed-rate-limit.kdl")) {
            assertHealth(sample);
            assertThat(sample.get(A, "/api/public/x").way()).isEqualTo("public-api > public-backend");
            assertThat(sample.get(A, "/api/v1/x", "X-API-Key: k").way()).isEqualTo("authenticated-api > api-backend");
            assertNobodys(sample.get(A, "/api/v1/x"));
            assertThat(sample.get(A, "/api/x", "X-User-Tier: free").way()).isEqualTo("free-tier-api > api-backend");
            assertThat(sample.get(A, "/api/x", "X-User-Tier: premium").way())
                    .isEqualTo("premium-tier-api > premium-backend");
            assertThat(sample.get(A, "/api/public/x", "X-User-Tier: enterprise").way())
                    .isEqualTo("enterprise-tier-api > premium-backend");
            assertNobodys(sample.get(A, "/api/x", "X-User-Tier: gold"));
            assertThat(sample.get(A, "/api/graceful").way()).isEqualTo("graceful-api > api-backend");
            assertThat(sample.get(A, "/api/cached/x").way()).isEqualTo("memcached-api > api-backend");
            assertThat(sample.get(A, "/api/local").way()).isEqualTo("local-api > api-backend");
            assertThat(sample.get(A, "/api/protected").way()).isEqualTo("layered-rate-limit > api-backend");
        }
    }

    @Test
    void httpCaching() {
        try (OriginalSample sample = serve("http-caching.kdl")) {
            assertHealth(sample);
            assertThat(sample.get(A, "/api/v1/x").way()).isEqualTo("api-cached > api-backend");
            assertThat(sample.send("POST", A, "/api/v1/x", "x").way()).isEqualTo("api-write > api-backend");
            assertThat(sample.get(A, "/api/feed").way()).isEqualTo("dynamic-cached > api-backend");
            assertThat(sample.get(A, "/api/user", "X-API-Key: k").way()).isEqualTo("api-key-cached > api-backend");
            assertThat(sample.get(A, "/api/user").way()).isEqualTo("site-with-exclusions > static-backend");
            assertThat(sample.get(A, "/api/reports/7").way()).isEqualTo("slow-endpoint > slow-backend");
            assertThat(sample.get(A, "/api/private", "Authorization: Bearer t").way())
                    .isEqualTo("no-cache-auth > api-backend");
            Seen search = sample.get(A, "/api/search?q=a%20b");
            assertThat(search.way()).isEqualTo("custom-cache-key > api-backend");
            assertThat(search.target()).isEqualTo("/api/search?q=a%20b");
            Seen asset = sample.get(A, "/static/a.css");
            assertThat(asset.way()).isEqualTo("static-assets > static-backend");
            assertThat(asset.reply().field("Cache-Control")).isEqualTo("public, max-age=86400, immutable");
        }
    }

    @Test
    void inferenceRouting() {
        try (OriginalSample sample = serve("inference-routing.kdl")) {
            assertHealth(sample);
            Seen chat = sample.send("POST", A, "/v1/chat/completions", "{\"model\":\"gpt-4\"}");
            assertThat(chat.way()).isEqualTo("openai-chat > openai");
            assertThat(chat.origin().body()).isEqualTo("{\"model\":\"gpt-4\"}");
            assertThat(sample.announce("POST", A, "/v1/chat/completions", MIB + 1)
                            .way())
                    .isEqualTo("openai-chat > 413");
            assertNobodys(sample.get(A, "/v1/chat/completions"));
            assertThat(sample.send("POST", A, "/v1/messages", "{}").way()).isEqualTo("anthropic-messages > anthropic");
            assertThat(sample.send("POST", A, "/inference/generate", "{}").way())
                    .isEqualTo("local-inference > local-llm");
        }
    }
}
