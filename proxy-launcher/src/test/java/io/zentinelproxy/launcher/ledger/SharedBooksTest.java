package io.zentinelproxy.launcher.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zentinelproxy.core.config.ConfigurationLoader;
import io.zentinelproxy.core.observe.ProxyEvents;
import io.zentinelproxy.core.proxy.Plugs;
import io.zentinelproxy.core.proxy.ProxyServer;
import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.ProxyKdl;
import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.Reply;
import io.zentinelproxy.core.testkit.TestOrigin;
import io.zentinelproxy.inference.gateway.Gateway;
import io.zentinelproxy.launcher.Modules;
import io.zentinelproxy.security.redis.RedisServer;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Proxies whose books are in Redis. An answer uses 1,500 tokens of a budget of 2,000; a request reserves some 1,030. */
class SharedBooksTest {
    private static final String ANSWER =
            "{\"choices\":[{\"finish_reason\":\"stop\",\"message\":{\"content\":\"Hi.\"}}],"
                    + "\"usage\":{\"prompt_tokens\":500,\"completion_tokens\":1000,\"total_tokens\":1500}}";
    private static final String CHAT = "{\"model\":\"gpt-4o\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi.\"}]}";

    private RedisServer redis;
    private TestOrigin origin;

    @BeforeEach
    void start() {
        redis = RedisServer.startDurable();
        origin = TestOrigin.answering("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
                + ANSWER.length() + "\r\n\r\n" + ANSWER);
    }

    @AfterEach
    void stop() {
        origin.close();
        redis.close();
    }

    /** A proxy of its own. */
    private final class Proxy implements AutoCloseable {
        private final Gateway gateway = new Gateway(ProxyEvents.NONE);
        private final ProxyServer server;

        Proxy(String keys) throws Exception {
            String ledger = "ledger { backend \"redis\"; redis-timeout-ms 10000; redis-url \"redis://127.0.0.1:"
                    + redis.port() + "\"; " + keys + " }";
            String kdl = ProxyKdl.inFrontOf(
                    origin.address(),
                    Piece.route("inference { provider \"openai\"; budget { limit 2000; period 86400; }; }"),
                    Piece.top("inference { " + ledger + "; }"));
            server = ProxyServer.start(
                    ConfigurationLoader.parse("test.kdl", kdl, Modules.BLOCKS),
                    System::nanoTime,
                    new Plugs(List.of(gateway), List.of()).onRoutes(List.of(gateway)));
        }

        Reply ask() {
            try (RawClient client = RawClient.connect(server.address("main"))) {
                return client.send("POST /v1/chat/completions HTTP/1.1\r\nHost: a\r\nContent-Length: " + CHAT.length()
                                + "\r\n\r\n" + CHAT)
                        .read();
            }
        }

        @Override
        public void close() {
            server.close();
            gateway.close();
        }
    }

    @Test
    void proxiesOfOneServerShareABudgetAndAnotherPrefixIsAnotherBook() throws Exception {
        try (Proxy one = new Proxy("lease-secs 60");
                Proxy other = new Proxy("lease-secs 60");
                Proxy apart = new Proxy("redis-prefix \"apart:\"")) {
            assertThat(one.ask().status()).isEqualTo(200);
            assertThat(other.ask().status()).isEqualTo(429);
            assertThat(apart.ask().status()).isEqualTo(200);
            assertThat(redis.cli("KEYS", "apart:*")).isNotEmpty();
        }
    }

    @Test
    void whileTheServerIsSilentTheFallbackHolds() throws Exception {
        try (Proxy closed = new Proxy("fallback \"closed\"");
                Proxy open = new Proxy("fallback \"open\"");
                Proxy usual = new Proxy("")) {
            redis.kill();
            assertThat(closed.ask().status()).isEqualTo(503);
            assertThat(usual.ask().status()).isEqualTo(503);
            for (int i = 0; i < 3; i++) {
                assertThat(open.ask().status()).isEqualTo(200);
            }
            assertThat(origin.requests()).hasSize(3);
        }
    }

    @Test
    void keysOfRedisSayNothingOfOtherBooks() {
        String kdl = ProxyKdl.inFrontOf(
                origin.address(), Piece.top("inference { ledger { backend \"memory\"; redis-prefix \"a:\"; }; }"));
        assertThatThrownBy(() -> ConfigurationLoader.parse("test.kdl", kdl, Modules.BLOCKS))
                .hasMessageContaining("`redis-prefix` has a meaning for `backend \"redis\"` alone");
    }
}
