package io.zentinelproxy.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.config.Configuration;
import io.zentinelproxy.core.config.ConfigurationLoader;
import io.zentinelproxy.core.json.Json;
import io.zentinelproxy.core.json.JsonArray;
import io.zentinelproxy.core.json.JsonObject;
import io.zentinelproxy.core.proxy.ProxyServer;
import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.Reply;
import io.zentinelproxy.security.quota.StoreSettings;
import io.zentinelproxy.security.quota.StoreState;
import io.zentinelproxy.security.ratelimit.LimiterState;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who runs the proxy sees what its limits do, on the admin server and through a route. */
class LimitsPageTest {
    private static final String GET = "GET %s HTTP/1.1\r\nHost: localhost\r\n\r\n";

    private static final String KDL = """
            listeners { listener "main" { address "127.0.0.1:0"; }; }
            observability { metrics { address "127.0.0.1:0"; }; }
            routes {
                route "limits" { matches { path "/limits"; }; builtin-handler "limits"; }
                route "status" { matches { path "/status"; }; builtin-handler "status"; filters "api" "watched"; }
            }
            filters {
                filter "api" { type "rate-limit"; requests 3; period "1h"; burst 3; }
                filter "watched" { type "rate-limit"; requests 2; period "1h"; burst 2; on-limit "log-only"; }
            }
            """;

    @Test
    void eachLimiterTellsWhatItAllowsAndHasDecidedAndWhetherItsStoreIsUp() throws Exception {
        Modules modules = new Modules();
        Configuration configuration = ConfigurationLoader.parse("test.kdl", KDL, Modules.BLOCKS);
        try (ProxyServer proxy = ProxyServer.start(configuration, System::nanoTime, modules.plugs());
                Administration administration = new Administration(proxy, modules.pages())) {
            administration.prepare(configuration.observability().metrics()).complete();
            for (int i = 0; i < 5; i++) {
                assertThat(get(proxy.address("main"), "/status").status()).isEqualTo(i < 3 ? 200 : 429);
            }
            InetSocketAddress admin = administration.address();
            assertThat(admin).isNotNull();
            for (InetSocketAddress asked : List.of(proxy.address("main"), admin)) {
                JsonArray limits = limits(get(asked, "/limits"));
                assertThat(Json.text(limits.elements().getFirst()))
                        .isEqualTo(
                                "{\"id\":\"api\",\"unit\":\"requests\",\"permits\":3,\"period_ms\":3600000,\"burst\":3,"
                                        + "\"enforced\":true,\"allowed\":3,\"delayed\":0,\"limited\":2,\"dry_run\":0,\"waiting\":0,"
                                        + "\"keys\":1,\"forgotten\":0,"
                                        + "\"store\":{\"backend\":\"local\",\"state\":\"up\",\"failures\":0,\"outages\":0}}");
                assertThat(Json.text(limits.elements().get(1)))
                        .contains("\"id\":\"watched\"", "\"enforced\":false", "\"dry_run\":1,");
            }
        }
    }

    @Test
    void aStoreThatIsDownTellsWhatHoldsMeanwhile() {
        LimiterState state = new LimiterState(
                "api",
                "requests",
                "redis",
                1,
                Duration.ofSeconds(1),
                1,
                true,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                new StoreState(false, 5, 1, "connection refused"),
                StoreSettings.Fallback.CLOSED);
        assertThat(Json.text(LimitFigures.of(List.of(state))))
                .contains("\"store\":{\"backend\":\"redis\",\"state\":\"down\",\"fallback\":\"closed\",\"failures\":5,"
                        + "\"outages\":1,\"last_failure\":\"connection refused\"}");
    }

    private static JsonArray limits(Reply reply) throws Exception {
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.field("Content-Type")).isEqualTo("application/json");
        JsonObject page = (JsonObject) Json.parse(reply.body().getBytes(StandardCharsets.UTF_8));
        return (JsonArray) page.get("limits");
    }

    private static Reply get(InetSocketAddress from, String path) {
        try (RawClient client = RawClient.connect(from)) {
            return client.send(GET.formatted(path)).read();
        }
    }
}
