package io.zentinelproxy.launcher.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** The demo as a newcomer sees it. Its ports are fixed; where one is taken, the test says so and is skipped. */
class DemoIT {
    private static final Pattern COMMAND = Pattern.compile("^  (curl .*)$", Pattern.MULTILINE);

    @Test
    void theDemoServesItsPageTheEchoAndTheModelAndEndsOnInt() throws Exception {
        assumeTrue(isFree(8080) && isFree(9090), "port 8080 or 9090 is taken on this machine");
        try (Jar jar = Jar.start("demo")) {
            InetSocketAddress proxy = jar.address("demo");
            jar.awaitSaid("End it with Ctrl-C");

            HttpResponse<String> page = Jar.get(proxy, "/");
            assertThat(page.statusCode()).isEqualTo(200);
            assertThat(page.headers().firstValue("Via")).hasValue("1.1 zentinel");
            assertThat(Jar.get(proxy, "/hello").body()).contains("/hello");
            assertThat(post(proxy, "/v1/chat/completions", """
                            {"model":"gpt-4o","messages":[{"role":"user","content":"hi"}]}""")).contains("\"total_tokens\"");
            Awaitility.await()
                    .atMost(60, TimeUnit.SECONDS)
                    .untilAsserted(() -> assertThat(
                                    Jar.get(jar.address("admin"), "/metrics").body())
                            .contains("zentinel_requests_total{method=\"POST\",route=\"model\",status=\"200\"} 1"));

            jar.signal("INT");
            assertThat(jar.exit()).isZero();
        }
    }

    @Test
    void everyCommandThatTheDemoPrintsWorksAsPrinted() throws Exception {
        assumeTrue(isFree(8080) && isFree(9090), "port 8080 or 9090 is taken on this machine");
        try (Jar jar = Jar.start("demo")) {
            jar.awaitSaid("End it with Ctrl-C");
            List<String> commands = COMMAND.matcher(jar.said())
                    .results()
                    .map(found -> found.group(1))
                    .toList();

            assertThat(commands).hasSize(5);
            for (String command : commands) {
                Process curl = new ProcessBuilder("sh", "-c", command + " --fail").start();
                assertThat(curl.getInputStream().readAllBytes()).as(command).isNotEmpty();
                assertThat(curl.waitFor()).as(command).isZero();
            }
        }
    }

    @Test
    void theKeyThatTheDemoPrintsIsChargedUntilItsBudgetIsUsedUp() throws Exception {
        assumeTrue(isFree(8080) && isFree(9090), "port 8080 or 9090 is taken on this machine");
        try (Jar jar = Jar.start("demo")) {
            jar.awaitSaid("End it with Ctrl-C");
            String command = COMMAND.matcher(jar.said())
                    .results()
                    .map(found -> found.group(1))
                    .filter(one -> one.contains("Bearer"))
                    .findFirst()
                    .orElseThrow();
            String said = said(command);
            assertThat(said).contains("200 OK", "X-Inference-Cost: 0.000", "X-Budget-Remaining: ");
            for (int i = 0; i < 20 && said.contains("200 OK"); i++) {
                said = said(command);
            }
            assertThat(said).contains("429 ", "x-should-retry: false", "\"code\":\"insufficient_quota\"");
            assertThat(Jar.get(jar.address("admin"), "/inference").body()).contains("\"virtual_key\":\"you\"");
        }
    }

    private static String said(String command) throws IOException {
        Process curl = new ProcessBuilder("sh", "-c", command).start();
        return new String(curl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    private static String post(InetSocketAddress address, String path, String json)
            throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + address.getPort() + path))
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(json))
                    .build();
            return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
        }
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }
}
