package io.zentinelproxy.launcher.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.json.Json;
import io.zentinelproxy.core.json.JsonObject;
import io.zentinelproxy.core.json.JsonString;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The npm package ws, which most of Node speaks WebSocket with, at both sides, through the finished program: what one says is what the other hears. */
class WebSocketIT {

    @Test
    void messagesOfAllKindsPassUnchangedBothWays(@TempDir Path folder) throws Exception {
        NodePackage ws = NodePackage.of("ws");
        try (Child origin = ws.start("check.mjs", "serve");
                Jar jar = Jar.start(
                        "run",
                        "--config",
                        config(folder, Integer.parseInt(origin.line(0))).toString())) {
            String said = ws.node("check.mjs", "drive", "ws:/" + jar.address("main"));
            JsonObject seen = (JsonObject) Json.parse(said.getBytes(StandardCharsets.UTF_8));
            Map<String, String> came = seen.members().entrySet().stream()
                    .collect(Collectors.toMap(Map.Entry::getKey, entry -> ((JsonString) entry.getValue()).value()));
            assertThat(came)
                    .containsOnly(
                            Map.entry("text", "equal"),
                            Map.entry("empty", "equal"),
                            Map.entry("binary", "equal"),
                            Map.entry("large", "equal"),
                            Map.entry("fragmented", "equal"),
                            Map.entry("fragmentsOfServer", "equal"),
                            Map.entry("deflated", "equal"),
                            Map.entry("deflatedLarge", "equal"),
                            Map.entry("extension", "permessage-deflate"),
                            Map.entry("ping", "between"),
                            Map.entry("pong", "are you there"),
                            Map.entry("closedByClient", "4001 enough"),
                            Map.entry("closedByServer", "1000 done"),
                            Map.entry("closedByServerWithCode", "4999 ünder maintenance"));
            Awaitility.await()
                    .atMost(60, TimeUnit.SECONDS)
                    .untilAsserted(() -> assertThat(
                                    Jar.get(jar.address("admin"), "/metrics").body())
                            .contains("zentinel_websocket_connections_total{route=\"all\"} 5")
                            .contains("zentinel_blocked_requests_total{reason=\"bad_frame\"} 0")
                            .contains("zentinel_blocked_requests_total{reason=\"bad_origin_frame\"} 0"));
        }
    }

    private static Path config(Path folder, int origin) throws Exception {
        Path file = Config.write(folder, origin, "", "");
        String text = Files.readString(file).replace("route \"all\" {", "route \"all\" {\nwebsocket #true");
        return Files.writeString(file, text);
    }
}
