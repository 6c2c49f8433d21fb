package io.zentinelproxy.launcher.process;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.json.Json;
import io.zentinelproxy.core.json.JsonObject;
import io.zentinelproxy.core.json.JsonString;
import io.zentinelproxy.core.testkit.ClosedPort;
import io.zentinelproxy.core.testkit.TestCertificates;
import io.zentinelproxy.core.testkit.TestIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** gRPC's own client and server for Node through the finished program: HTTP/2 to it, HTTP/2 in the clear from it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GrpcIT {
    private static final Map<String, String> ALL_WELL = Map.ofEntries(
            Map.entry("unary", "equal"),
            Map.entry("empty", "equal"),
            Map.entry("metadata", "one, two, three; 00ff0a0d; true; 0001ff"),
            Map.entry("large", "equal"),
            Map.entry("clientStream", "equal"),
            Map.entry("serverStream", "0 1000 in order"),
            Map.entry("bidi", "0 100 turn 99"),
            Map.entry("trailersOnly", "9 nicht jetzt, später; because"),
            Map.entry("unimplemented", "12"),
            Map.entry("deadline", "4 soon, the origin was told"),
            Map.entry("cancel", "1, the origin was told"),
            Map.entry("parallel", "500 equal"),
            Map.entry("goaway", "all answered, on many connections"),
            Map.entry("nobody", "14"));

    @TempDir
    private Path folder;

    private NodePackage node;
    private Child origin;

    @BeforeAll
    void startOrigin() throws Exception {
        node = NodePackage.of("h2");
        origin = node.start("grpc.mjs", "serve");
    }

    @AfterAll
    void endOrigin() {
        origin.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"secure", "plain"})
    void callsOfAllKindsPassUnchangedAndEndAsTheyShould(String listener) throws Exception {
        try (Jar jar = Jar.start("run", "--config", config().toString())) {
            String said = node.node(drive(jar, listener, "all"));

            JsonObject seen = (JsonObject) Json.parse(said.getBytes(UTF_8));
            Map<String, String> came = seen.members().entrySet().stream()
                    .collect(Collectors.toMap(Map.Entry::getKey, entry -> ((JsonString) entry.getValue()).value()));
            assertThat(came).containsExactlyInAnyOrderEntriesOf(ALL_WELL);
        }
    }

    @Test
    void aCallUnderWayEndsInOrderWhenTheProxyIsToldToStop() throws Exception {
        try (Jar jar = Jar.start("run", "--config", config().toString());
                Child client = node.start(drive(jar, "secure", "linger"))) {
            assertThat(client.line(0)).isEqualTo("under way");
            jar.signal("TERM");
            jar.awaitSaid("draining 1 connections");
            client.endInput();

            assertThat(client.line(1)).isEqualTo("{\"linger\":\"0 before after\"}");
            assertThat(jar.exit()).isZero();
        }
    }

    private static String[] drive(Jar jar, String listener, String checks) {
        String address = "127.0.0.1:" + jar.address(listener).getPort();
        List<String> words = new ArrayList<>(List.of("grpc.mjs", "drive", address, checks));
        if (listener.equals("secure")) {
            words.add(TestCertificates.authority().caFile().toString());
        }
        return words.toArray(String[]::new);
    }

    private Path config() throws IOException {
        TestIdentity identity = TestCertificates.authority().server("show.test");
        String[] ports = origin.line(0).split(" ");
        return Files.writeString(folder.resolve("zentinel.kdl"), """
                listeners {
                    listener "plain" { address "127.0.0.1:0"; }
                    listener "secure" {
                        address "127.0.0.1:0"
                        protocol "https"
                        tls { cert-file "%s"; key-file "%s"; }
                    }
                }
                routes {
                    route "lasting" { matches { path-prefix "/show.Echo"; }; upstream "lasting"; }
                    route "ageing" { matches { path-prefix "/show.Ageing"; }; upstream "ageing"; }
                    route "nobody" { matches { path-prefix "/show.Nobody"; }; upstream "nobody"; }
                }
                upstreams {
                    upstream "lasting" { target "127.0.0.1:%s"; http-version { min-version 2; }; }
                    upstream "ageing" { target "127.0.0.1:%s"; http-version { min-version 2; }; }
                    upstream "nobody" { target "127.0.0.1:%d"; http-version { min-version 2; }; }
                }
                observability { metrics { enabled #false; }; }
                """.formatted(
                        identity.certificate(),
                        identity.key(),
                        ports[0],
                        ports[1],
                        ClosedPort.refusing().getPort()));
    }
}
