package io.zentinelproxy.launcher.process;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.json.Json;
import io.zentinelproxy.core.testkit.TestCertificates;
import io.zentinelproxy.core.testkit.TestIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A browser at the finished program: a page of many resources over HTTP/2, and from it a WebSocket over a stream (RFC 8441). */
class BrowserIT {
    /** The page, what it consists of, and its report. */
    private static final int REQUESTS = 1 + 100 + 1;

    private static final String CONNECTIONS = "zentinel_http2_connections_total{by=\"alpn\",listener=\"main\"}";
    private static final String OPEN_SOCKETS = "zentinel_websocket_open_connections{route=\"socket\"}";

    @TempDir
    Path folder;

    @Test
    void aPageOfAHundredResourcesAndItsWebSocketComeOverHttp2() throws Exception {
        TestIdentity identity = TestCertificates.authority().server("show.test");
        NodePackage node = NodePackage.of("h2");
        try (Child origin = node.start("browser.mjs", "serve");
                Jar jar = Jar.start(
                        "run", "--config", config(origin.line(0), identity).toString());
                Child browser = Browser.open(jar.address("main").getPort(), identity, folder.resolve("profile"))) {
            assertThat(browser).isNotNull();

            assertThat(Json.parse(origin.line(1).getBytes(UTF_8)))
                    .isEqualTo(Json.parse("{\"over\":{\"h2\":101},\"images\":60,\"styles\":20,\"scripts\":20,"
                            .concat("\"socket\":\"small, large, binary 3, 4001 enough\"}")
                            .getBytes(UTF_8)));
            List<String> lines = awaitLines();
            assertThat(lines).allMatch(line -> line.contains("\"protocol\":\"HTTP/2.0\""));
            // Over HTTP/1.1 it would say 101.
            assertThat(lines)
                    .filteredOn(line -> line.contains("/socket"))
                    .singleElement()
                    .asString()
                    .contains("\"status\":200", "\"protocol\":\"HTTP/2.0\"");
            // It may open a second one before it knows that the first can do it all. One whose handshake it gives up,
            // because another was faster, is not among these.
            assertThat(metric(jar, CONNECTIONS)).isBetween(1.0, 2.0);
            Awaitility.await()
                    .atMost(60, TimeUnit.SECONDS)
                    .untilAsserted(() -> assertThat(metric(jar, OPEN_SOCKETS)).isZero());
        }
    }

    private List<String> awaitLines() throws IOException {
        Path log = folder.resolve("access.log");
        Awaitility.await("the page's lines and the socket's")
                .atMost(60, TimeUnit.SECONDS)
                .until(() -> wholeLines(log).size() >= REQUESTS + 1);
        return wholeLines(log);
    }

    /** One that is being written is none yet. */
    private static List<String> wholeLines(Path log) throws IOException {
        String text = Files.readString(log);
        return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
    }

    private static double metric(Jar jar, String series) throws Exception {
        String metrics = Jar.get(jar.address("admin"), "/metrics").body();
        Matcher found = Pattern.compile("^" + Pattern.quote(series) + " ([0-9.]+)$", Pattern.MULTILINE)
                .matcher(metrics);
        assertThat(found.find()).as("%s in %s", series, metrics).isTrue();
        return Double.parseDouble(found.group(1));
    }

    private Path config(String originPort, TestIdentity identity) throws IOException {
        return Files.writeString(folder.resolve("zentinel.kdl"), """
                listeners {
                    listener "main" {
                        address "127.0.0.1:0"
                        protocol "https"
                        tls { cert-file "%s"; key-file "%s"; }
                    }
                }
                routes {
                    route "page" { matches { path-prefix "/"; }; upstream "page"; }
                    route "socket" { matches { path "/socket"; }; upstream "page"; websocket #true; }
                }
                upstreams {
                    upstream "page" { target "127.0.0.1:%s"; }
                }
                observability {
                    metrics { address "127.0.0.1:0"; }
                    logging { access-log { file "%s"; }; }
                }
                """.formatted(
                        identity.certificate(), identity.key(), originPort, folder.resolve("access.log")));
    }
}
