package io.zentinelproxy.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.config.ConfigurationLoader;
import io.zentinelproxy.core.proxy.ProxyServer;
import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.ProxyKdl;
import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.TestOrigin;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who has asked for it is told that a budget is nearly used up. */
class BudgetWebhookTest {
    private static final String ANSWER =
            "{\"choices\":[],\"usage\":{\"prompt_tokens\":500,\"completion_tokens\":1000}}";
    private static final String CHAT = "{\"model\":\"gpt-4o\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi.\"}]}";

    @TempDir
    Path folder;

    @Test
    void anAlertOfABudgetIsToldByAPost() throws Exception {
        byte[] key = "a key of thirty-two octets, no less".getBytes(StandardCharsets.US_ASCII);
        Path secret = Files.writeString(
                folder.resolve("secret"), "whsec_" + Base64.getEncoder().encodeToString(key));
        Modules modules = new Modules();
        try (TestOrigin receiver = TestOrigin.answering("HTTP/1.1 204 No Content\r\n\r\n");
                TestOrigin origin =
                        TestOrigin.answering("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
                                + ANSWER.length() + "\r\n\r\n" + ANSWER)) {
            String webhook = "webhook \"ops\" { url \"http://127.0.0.1:" + receiver.port() + "/\"; secret \"file:"
                    + secret + "\"; events \"budget_alert\"; }";
            String kdl = ProxyKdl.inFrontOf(
                    origin.address(),
                    Piece.route(
                            "inference { provider \"openai\"; budget { limit 10000; alert-thresholds 0.1; key \"route\"; }; }"),
                    Piece.observability("access-log { enabled #false; }\nmetrics { enabled #false; }\nwebhooks { "
                            + webhook + "; }"));
            try (ProxyServer proxy = ProxyServer.start(
                            ConfigurationLoader.parse("test.kdl", kdl, Modules.BLOCKS),
                            System::nanoTime,
                            modules.plugs());
                    RawClient client = RawClient.connect(proxy.address("main"))) {
                modules.tellOf(proxy.observers().metrics(), proxy.events());
                client.send("POST /v1/chat/completions HTTP/1.1\r\nHost: a\r\nContent-Length: " + CHAT.length()
                                + "\r\n\r\n" + CHAT)
                        .read();
                receiver.awaitRequests(1);
                assertThat(receiver.onlyRequest().body())
                        .contains("\"type\":\"budget_alert\"", "route:all/budget-daily-tokens", "1500", "10000");
            }
        }
    }
}
