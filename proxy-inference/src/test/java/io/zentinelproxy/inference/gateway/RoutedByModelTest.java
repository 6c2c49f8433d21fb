package io.zentinelproxy.inference.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.Reply;
import io.zentinelproxy.core.testkit.TestOrigin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code model-routing}: three origins, and which of them a request gets to. */
class RoutedByModelTest {
    private static final String CHAT = "/v1/chat/completions";

    private final TestOrigin origin = named("origin");
    private final TestOrigin a = named("a");
    private final TestOrigin b = named("b");

    @TempDir
    Path folder;

    private Piece upstreams;

    private static TestOrigin named(String name) {
        String body = Answers.chatBody(10, 5, 0).replace("Hi.", name);
        return TestOrigin.answering(Answers.json(200, body));
    }

    @BeforeEach
    void nameUpstreams() {
        upstreams = Piece.upstreams(ModelProxy.upstream("a", a.address()).kdl() + "\n"
                + ModelProxy.upstream("b", b.address()).kdl());
    }

    @AfterEach
    void close() {
        origin.close();
        a.close();
        b.close();
    }

    private ModelProxy routing(String rules) {
        return ModelProxy.inFrontOf(
                origin.address(), "provider \"openai\"\nmodel-routing {\n" + rules + "\n}", upstreams);
    }

    private static String way(Reply reply) {
        return reply.status() + " " + reply.body().replaceAll("(?s).*\"content\":\"(\\w*)\".*", "$1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "model \"small*\" upstream=\"a\"; model \"*\" upstream=\"b\"",
                "mappings { mapping \"small*\" { upstream \"a\"; }; mapping \"*\" { upstream \"b\"; }; }"
            })
    void theFirstRuleThatFitsTheModelSaysWhere(String rules) {
        try (ModelProxy proxy = routing(rules)) {
            assertThat(way(proxy.ask("small-1"))).isEqualTo("200 a");
            assertThat(way(proxy.ask("large"))).isEqualTo("200 b");
            assertThat(origin.requests()).isEmpty();
        }
    }

    @Test
    void whatNoRuleFitsGoesToTheRoutesOwnOrWhereThatIsSaid() {
        try (ModelProxy usual = routing("model \"small\" upstream=\"a\"");
                ModelProxy said = routing("model \"small\" upstream=\"a\"; default-upstream \"b\"")) {
            assertThat(way(usual.ask("large"))).isEqualTo("200 origin");
            assertThat(way(said.ask("large"))).isEqualTo("200 b");
        }
    }

    @Test
    void modelsWithoutARuleAreRefusedWhereThatIsSaid() {
        try (ModelProxy proxy = routing("model \"small\" upstream=\"a\"; unknown-models \"refuse\"")) {
            Reply refused = proxy.ask("large");
            assertThat(refused.status()).isEqualTo(404);
            assertThat(refused.body()).contains("\"code\":\"model_not_found\"", "\"param\":\"model\"");
            assertThat(proxy.entries()).isZero();
            assertThat(way(proxy.ask("small"))).isEqualTo("200 a");
        }
    }

    @Test
    void anAliasIsLookedAtBeforeRulesAndARuleMayRename() {
        try (ModelProxy proxy = routing(
                "alias \"cheap\" to=\"small-1\"; model \"small*\" upstream=\"a\" to=\"tiny\"; mappings { mapping \"large\" { upstream \"b\"; to \"huge\"; }; }")) {
            assertThat(way(proxy.ask("cheap"))).isEqualTo("200 a");
            assertThat(a.onlyRequest().body()).startsWith("{\"model\":\"tiny\"");
            assertThat(way(proxy.ask("large"))).isEqualTo("200 b");
            assertThat(b.onlyRequest().body()).startsWith("{\"model\":\"huge\"");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "model \"m\" upstream=\"a\" max-prompt-tokens=100; model \"m\" upstream=\"b\" min-prompt-tokens=101",
                "mappings { mapping \"m\" { upstream \"b\"; min-prompt-tokens 101; }; mapping \"m\" { upstream \"a\"; max-prompt-tokens 100; }; }",
                "model \"m\" upstream=\"a\" to=\"short\"; model \"m\" upstream=\"b\" to=\"long\"; context { model \"short\" window=100; }"
            })
    void aLongPromptGoesElsewhere(String rules) {
        try (ModelProxy proxy = routing(rules)) {
            assertThat(way(proxy.ask("m"))).isEqualTo("200 a");
            assertThat(way(proxy.post(CHAT, ModelProxy.chat("m", "word ".repeat(200)))))
                    .isEqualTo("200 b");
        }
    }

    @Test
    void aPromptThatFitsNowhereIsRefusedBeforeItIsSent() {
        try (ModelProxy proxy = routing("context { model \"m*\" window=100; }")) {
            assertThat(way(proxy.ask("m"))).isEqualTo("200 origin");
            Reply refused = proxy.post(CHAT, ModelProxy.chat("m", "word ".repeat(200)));
            assertThat(refused.status()).isEqualTo(400);
            assertThat(refused.body()).contains("\"code\":\"context_length_exceeded\"", "100 at most");
            assertThat(origin.requests()).hasSize(1);
            assertThat(proxy.entries()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "model \"m\" upstream=\"a\" weight=1; model \"m\" upstream=\"b\" weight=9",
                "mappings { mapping \"m\" { upstream \"a\"; weight 1; }; mapping \"m\" { upstream \"b\"; weight 9; }; }"
            })
    void rulesWithWeightsShareTheRequests(String rules) {
        try (ModelProxy proxy = routing(rules)) {
            for (int i = 0; i < 100 || a.requests().isEmpty(); i++) {
                proxy.ask("m");
            }
            // One of ten on average; that 100 requests fall the other way has a chance of less than 10^-20.
            assertThat(b.requests().size()).isGreaterThan(a.requests().size());
            assertThat(origin.requests()).isEmpty();
        }
    }

    @Test
    void aFieldNamesTheModelWhereTheContentDoesNot() {
        String noModel = "{\"messages\":[{\"role\":\"user\",\"content\":\"Hi.\"}]}";
        try (ModelProxy proxy = routing("model-header \"X-Model-Name\"; model \"small\" upstream=\"a\"");
                ModelProxy without = routing("model \"small\" upstream=\"a\"")) {
            assertThat(way(proxy.post(CHAT, noModel, "X-Model-Name: small"))).isEqualTo("200 a");
            assertThat(proxy.last().model()).isEqualTo("small");
            assertThat(without.post(CHAT, noModel, "X-Model-Name: small").status())
                    .isEqualTo(400);
        }
    }

    @Test
    void aPathNamesTheModelAsAzureDoes() {
        String noModel = "{\"messages\":[{\"role\":\"user\",\"content\":\"Hi.\"}]}";
        try (ModelProxy proxy = routing("model \"small\" upstream=\"a\"")) {
            assertThat(way(proxy.post("/openai/deployments/small/chat/completions?api-version=1", noModel)))
                    .isEqualTo("200 a");
            assertThat(a.onlyRequest().body()).isEqualTo(noModel);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "model \"m\" upstream=\"a\" provider=\"anthropic\"",
                "mappings { mapping \"m\" { upstream \"a\"; provider \"anthropic\"; }; }"
            })
    void aRuleSaysWhoseKeysAreSentAndTheRoutesGoToNoOtherProvider(String rule) throws IOException {
        Path own = Files.writeString(folder.resolve("own"), "sk-route");
        Path other = Files.writeString(folder.resolve("other"), "sk-other");
        String keys = "provider \"openai\"; api-key \"file:" + own + "\"\nmodel-routing { " + rule + "; }";
        Piece declared =
                Piece.top("inference { upstream \"a\" { provider \"openai\"; api-key \"file:" + other + "\"; }; }");
        try (ModelProxy proxy = ModelProxy.inFrontOf(origin.address(), keys, upstreams)) {
            assertThat(way(proxy.ask("m"))).isEqualTo("200 a");
            assertThat(a.onlyRequest().head()).doesNotContain("sk-route");
            a.forget();
            proxy.reload(keys, upstreams, declared);
            assertThat(way(proxy.ask("m"))).isEqualTo("200 a");
            assertThat(a.onlyRequest().field("x-api-key")).isEqualTo("sk-other");
            assertThat(way(proxy.ask("other"))).isEqualTo("200 origin");
            assertThat(origin.onlyRequest().field("Authorization")).isEqualTo("Bearer sk-route");
        }
    }
}
