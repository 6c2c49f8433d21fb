package io.zentinelproxy.inference.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.ReceivedRequest;
import io.zentinelproxy.core.testkit.Reply;
import io.zentinelproxy.core.testkit.TestOrigin;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code fallback} of a route that serves models: what arrives at the next upstream. */
class FallbackOfModelsTest {
    private static final String CLIENTS = "Authorization: Bearer sk-of-the-client";

    @TempDir
    Path folder;

    private String key(String text) {
        try {
            return "api-key \"file:" + Files.writeString(folder.resolve(text), text) + "\"";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ModelProxy falling(TestOrigin first, TestOrigin second, String keys, String fallback, String top) {
        return ModelProxy.inFrontOf(
                first.address(),
                "",
                ModelProxy.upstream("second", second.address()),
                Piece.route("inference { " + keys + "; }\nfallback { " + fallback + "; }"),
                Piece.top(top));
    }

    private static TestOrigin failing() {
        return TestOrigin.answering(Answers.json(503, "{\"error\":{\"message\":\"no\"}}"));
    }

    @Test
    void theNextUpstreamGetsItsOwnModelAndItsOwnKey() {
        try (TestOrigin first = failing();
                TestOrigin second = Answers.messages(100, 50, 0, 0);
                ModelProxy proxy = falling(
                        first,
                        second,
                        "provider \"openai\"; " + key("sk-first"),
                        "triggers { on-error-codes 503; }; fallback-upstream \"second\" { model-mapping { \"gpt-4*\" \"claude-opus\"; }; }",
                        "inference { upstream \"second\" { provider \"anthropic\"; " + key("sk-second") + "; }; }")) {
            assertThat(proxy.ask("gpt-4o", CLIENTS).status()).isEqualTo(200);
            assertThat(first.onlyRequest().field("Authorization")).isEqualTo("Bearer sk-first");
            assertThat(first.onlyRequest().body()).startsWith("{\"model\":\"gpt-4o\"");
            ReceivedRequest got = second.onlyRequest();
            assertThat(got.field("x-api-key")).isEqualTo("sk-second");
            assertThat(got.head()).doesNotContain("sk-first", "sk-of-the-client");
            assertThat(got.body()).isEqualTo(ModelProxy.chat("claude-opus", "Say something."));
            assertThat(proxy.last().modelThere()).isEqualTo("claude-opus");
            assertThat(proxy.last().model()).isEqualTo("gpt-4o");
        }
    }

    @Test
    void oneMappingMayHoldForAllAndTheNameOfOneIsNotTakenToTheNext() {
        String fallback = "max-attempts 2; triggers { on-error-codes 503; }; model-mapping { \"m\" \"of-all\"; };"
                + " fallback-upstream \"second\" { model-mapping { \"x\" \"only-second\"; }; }; fallback-upstream \"third\"";
        try (TestOrigin first = failing();
                TestOrigin second = failing();
                TestOrigin third = Answers.chat(10, 5);
                ModelProxy proxy = ModelProxy.inFrontOf(
                        first.address(),
                        "",
                        ModelProxy.upstream("second", second.address()),
                        ModelProxy.upstream("third", third.address()),
                        Piece.route("inference { provider \"openai\"; }\nfallback { " + fallback + "; }"))) {
            assertThat(proxy.ask("x").status()).isEqualTo(200);
            assertThat(second.requests().get(0).body()).startsWith("{\"model\":\"only-second\"");
            assertThat(third.requests().get(0).body()).startsWith("{\"model\":\"x\"");
            assertThat(proxy.ask("m").status()).isEqualTo(200);
            assertThat(third.requests().get(1).body()).startsWith("{\"model\":\"of-all\"");
        }
    }

    @Test
    void theKeyOfTheRouteGoesToTheSameProviderAndToNoOther() {
        String same = "triggers { on-error-codes 503; }; fallback-upstream \"second\"";
        String other = "triggers { on-error-codes 503; }; fallback-upstream \"second\" { provider \"anthropic\"; }";
        try (TestOrigin first = failing();
                TestOrigin second = Answers.chat(10, 5);
                ModelProxy toSame = falling(first, second, "provider \"openai\"; " + key("sk-first"), same, "");
                ModelProxy toOther = falling(first, second, "provider \"openai\"; " + key("sk-first"), other, "")) {
            toSame.ask("m", CLIENTS);
            assertThat(second.requests().get(0).field("Authorization")).isEqualTo("Bearer sk-first");
            toOther.ask("m", CLIENTS);
            assertThat(second.requests().get(1).head()).doesNotContain("sk-first", "sk-of-the-client");
        }
    }

    @Test
    void theClientsOwnKeyGoesToNoUpstreamButTheRoutes() {
        String fallback = "triggers { on-error-codes 503; }; fallback-upstream \"second\"";
        try (TestOrigin first = failing();
                TestOrigin second = Answers.chat(10, 5);
                ModelProxy proxy = falling(first, second, "provider \"openai\"", fallback, "")) {
            proxy.ask("m", CLIENTS);
            assertThat(first.onlyRequest().head()).contains(CLIENTS);
            assertThat(second.onlyRequest().head()).doesNotContain("sk-of-the-client");
        }
    }

    @Test
    void whoseBudgetIsUsedUpIsServedElsewhereWhereThatIsSaid() {
        String keys = "provider \"openai\"; budget { limit 2000; }";
        String fallback =
                "triggers { on-budget-exhausted %s; }; fallback-upstream \"second\" { model-mapping { \"*\" \"cheap\"; }; }";
        try (TestOrigin first = Answers.chat(500, 1000);
                TestOrigin second = Answers.chat(7, 3);
                ModelProxy on = falling(first, second, keys, fallback.formatted("#true"), "");
                ModelProxy off = falling(first, second, keys, fallback.formatted("#false"), "")) {
            assertThat(on.ask("gpt-4o").status()).isEqualTo(200);
            Reply elsewhere = on.ask("gpt-4o");
            assertThat(elsewhere.status()).isEqualTo(200);
            assertThat(second.onlyRequest().body()).startsWith("{\"model\":\"cheap\"");
            assertThat(on.last().input()).isEqualTo(7);
            assertThat(on.last().source()).isEqualTo("provider");
            assertThat(off.ask("gpt-4o").status()).isEqualTo(200);
            assertThat(off.ask("gpt-4o").status()).isEqualTo(429);
        }
    }
}
