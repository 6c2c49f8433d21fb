package io.zentinelproxy.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.config.Configuration;
import io.zentinelproxy.core.config.ConfigurationLoader;
import io.zentinelproxy.core.proxy.ProxyServer;
import io.zentinelproxy.core.testkit.RawClient;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;

/** Who runs the proxy sees what models use, on the admin server and through a route. */
class InferencePageTest {
    private static final String PAGE = "GET /inference?most=1 HTTP/1.1\r\nHost: localhost\r\n\r\n";

    private static final String KDL = """
            listeners { listener "main" { address "127.0.0.1:0"; }; }
            observability { metrics { address "127.0.0.1:0"; }; }
            routes {
                route "page" { matches { path "/inference"; }; builtin-handler "inference"; }
                route "other" { matches { path-prefix "/v1/"; }; upstream "model"; %s }
            }
            upstreams { upstream "model" { target "127.0.0.1:9"; }; }
            """;

    private static void seen(String inference, String expected) throws Exception {
        Modules modules = new Modules();
        Configuration configuration = ConfigurationLoader.parse("test.kdl", KDL.formatted(inference), Modules.BLOCKS);
        try (ProxyServer proxy = ProxyServer.start(configuration, System::nanoTime, modules.plugs());
                Administration administration = new Administration(proxy, modules.pages())) {
            administration.prepare(configuration.observability().metrics()).complete();
            for (InetSocketAddress asked : new InetSocketAddress[] {proxy.address("main"), administration.address()}) {
                try (RawClient client = RawClient.connect(asked)) {
                    assertThat(client.send(PAGE).read().body()).contains(expected);
                }
            }
        }
    }

    @Test
    void limitsBooksAndKeysAreToldAtBothPlaces() throws Exception {
        seen(
                "inference { budget { period \"daily\"; limit 5; limit-cost 1.0; }; cost-attribution { pricing { model \"*\" { input-cost-per-million 1.0; output-cost-per-million 1.0; }; }; }; }",
                "\"limits_left_off\":1,\"entries\":[],\"totals\":{\"open\":0");
    }

    @Test
    void withoutARouteToModelsThereIsNothingToTell() throws Exception {
        seen("", "{}");
    }
}
