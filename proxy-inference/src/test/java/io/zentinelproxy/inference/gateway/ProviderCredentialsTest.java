package io.zentinelproxy.inference.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.ReceivedRequest;
import io.zentinelproxy.core.testkit.TestOrigin;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code api-key}: what an origin is told of who asks. */
class ProviderCredentialsTest {
    private static final String CLIENTS = "sk-of-the-client";
    private static final String[] ALL_OF_THE_CLIENT = {
        "Authorization: Bearer " + CLIENTS, "x-api-key: " + CLIENTS, "api-key: " + CLIENTS, "x-goog-api-key: " + CLIENTS
    };
    private static final String MESSAGES = "/v1/messages";

    @TempDir
    Path folder;

    /** A key of this text, as {@code file:PATH}. */
    private String key(String text) {
        try {
            return "api-key \"file:" + Files.writeString(folder.resolve(text.strip() + ".txt"), text) + "\"";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void theProvidersKeyTakesThePlaceOfTheClients() {
        try (TestOrigin origin = Answers.chat(10, 5);
                ModelProxy proxy = ModelProxy.inFrontOf(origin.address(), "provider \"openai\"; " + key("sk-ours\n"))) {
            assertThat(proxy.ask("gpt-4o", ALL_OF_THE_CLIENT).status()).isEqualTo(200);
            ReceivedRequest got = origin.onlyRequest();
            assertThat(got.field("Authorization")).isEqualTo("Bearer sk-ours");
            assertThat(got.head()).doesNotContain(CLIENTS);
        }
    }

    @Test
    void anthropicReadsItsKeyInAFieldOfItsOwn() {
        try (TestOrigin origin = Answers.messages(10, 5, 0, 0);
                ModelProxy proxy = ModelProxy.inFrontOf(origin.address(), "provider \"anthropic\"; " + key("sk-ant"))) {
            String chat = ModelProxy.chat("claude-sonnet-4", "Hi.", "\"max_tokens\":100");
            assertThat(proxy.post(MESSAGES, chat, ALL_OF_THE_CLIENT).status()).isEqualTo(200);
            ReceivedRequest got = origin.onlyRequest();
            assertThat(got.field("x-api-key")).isEqualTo("sk-ant");
            assertThat(got.fields().has("Authorization")).isFalse();
            assertThat(got.head()).doesNotContain(CLIENTS);
        }
    }

    @Test
    void theClientsOwnGoesOnWhereNoKeyIsConfigured() {
        try (TestOrigin origin = Answers.chat(10, 5);
                ModelProxy proxy = ModelProxy.inFrontOf(origin.address(), "provider \"openai\"")) {
            assertThat(proxy.ask("gpt-4o", ALL_OF_THE_CLIENT).status()).isEqualTo(200);
            for (String line : ALL_OF_THE_CLIENT) {
                assertThat(origin.onlyRequest().head()).contains(line + "\r\n");
            }
        }
    }

    @Test
    void anUpstreamHasAProviderAndAKeyOfItsOwn() {
        try (TestOrigin origin = Answers.messages(10, 5, 0, 0);
                ModelProxy proxy = ModelProxy.inFrontOf(
                        origin.address(),
                        "provider \"openai\"; " + key("sk-of-the-route"),
                        Piece.top("inference { upstream \"origin\" { provider \"anthropic\"; " + key("sk-of-it")
                                + "; }; }"))) {
            assertThat(proxy.ask("claude-sonnet-4", ALL_OF_THE_CLIENT).status()).isEqualTo(200);
            assertThat(origin.onlyRequest().field("x-api-key")).isEqualTo("sk-of-it");
            assertThat(origin.onlyRequest().fields().has("Authorization")).isFalse();
        }
    }

    @Test
    void aShadowIsToldNoKey() {
        try (TestOrigin origin = Answers.chat(10, 5);
                TestOrigin shadow = Answers.chat(10, 5);
                ModelProxy proxy = ModelProxy.inFrontOf(
                        origin.address(),
                        "",
                        ModelProxy.upstream("shadow", shadow.address()),
                        Piece.route("inference { provider \"openai\"; " + key("sk-ours") + "; }\n"
                                + "shadow { upstream \"shadow\"; buffer-body #true; }"))) {
            assertThat(proxy.ask("gpt-4o", ALL_OF_THE_CLIENT).status()).isEqualTo(200);
            shadow.awaitRequests(1);
            assertThat(shadow.onlyRequest().head()).doesNotContain(CLIENTS, "sk-ours");
        }
    }

    /** A line of a head must not become two. */
    @Test
    void aKeyThatIsNoFieldValueIsRefused() {
        try (TestOrigin origin = Answers.chat(10, 5)) {
            String keys = "provider \"openai\"; " + key("sk-ours\r\nX-Other: 1\r\n");
            assertThatThrownBy(() -> ModelProxy.inFrontOf(origin.address(), keys))
                    .isInstanceOf(AssertionError.class);
        }
    }
}
