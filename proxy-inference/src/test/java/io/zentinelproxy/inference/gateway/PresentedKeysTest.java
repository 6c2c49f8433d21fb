package io.zentinelproxy.inference.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.Reply;
import io.zentinelproxy.core.testkit.TestOrigin;
import io.zentinelproxy.inference.keys.KeyFileEditor;
import io.zentinelproxy.inference.keys.NewKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code keys-file} and {@code virtual-keys}: who may ask. */
class PresentedKeysTest {
    private static final String OPENAI = "provider \"openai\"";

    @TempDir
    Path folder;

    private Path file;
    private KeyFileEditor editor;
    private String alice;

    @BeforeEach
    void makeAKey() throws Exception {
        file = folder.resolve("keys.kdl");
        Files.writeString(file, "team \"search\" {}\n");
        editor = new KeyFileEditor(file, new SecureRandom());
        alice = create("alice", "search", List.of(), null, Map.of());
    }

    private String create(String id, String team, List<String> models, Instant expires, Map<String, String> rates)
            throws Exception {
        return editor.create(new NewKey(id, "", team, models, expires, rates, Map.of(), "daily"), Instant.now());
    }

    private Piece keys() {
        return Piece.top("inference { keys-file \"" + file + "\"; }");
    }

    private static String bearer(String key) {
        return "Authorization: Bearer " + key;
    }

    @Test
    void whereThereIsAFileOfKeysOneOfItIsNeeded() {
        try (TestOrigin origin = Answers.chat(10, 5);
                ModelProxy proxy = ModelProxy.inFrontOf(origin.address(), OPENAI, keys())) {
            Reply none = proxy.ask("gpt-4o");
            assertThat(none.status()).isEqualTo(401);
            assertThat(none.body()).contains("\"code\":\"invalid_api_key\"");
            assertThat(none.field("WWW-Authenticate")).isEqualTo("Bearer");
            assertThat(none.field("x-should-retry")).isEqualTo("false");
            assertThat(proxy.ask("gpt-4o", bearer("zk-nobody")).status()).isEqualTo(401);
            assertThat(proxy.entries()).isZero();
            assertThat(origin.requests()).isEmpty();

            for (String line : List.of(bearer(alice), "x-api-key: " + alice, "api-key: " + alice)) {
                assertThat(proxy.ask("gpt-4o", line).status()).isEqualTo(200);
                assertThat(proxy.last().key()).isEqualTo("alice");
                assertThat(proxy.last().team()).isEqualTo("search");
            }
            assertThat(origin.requests()).noneMatch(one -> one.head().contains(alice));
        }
    }

    @Test
    void whereKeysAreOptionalWhoHasNoneIsServedAndWhoHasAWrongOneIsNot() {
        try (TestOrigin origin = Answers.chat(10, 5);
                ModelProxy proxy =
                        ModelProxy.inFrontOf(origin.address(), OPENAI + "; virtual-keys \"optional\"", keys())) {
            assertThat(proxy.ask("gpt-4o").status()).isEqualTo(200);
            assertThat(proxy.last().key()).isNull();
            assertThat(proxy.ask("gpt-4o", bearer(alice)).status()).isEqualTo(200);
            assertThat(proxy.last().key()).isEqualTo("alice");
            assertThat(proxy.ask("gpt-4o", bearer("zk-nobody")).status()).isEqualTo(401);
        }
    }

    @Test
    void whereKeysAreOffTheyAreTheProviders() {
        try (TestOrigin origin = Answers.chat(10, 5);
                ModelProxy proxy = ModelProxy.inFrontOf(origin.address(), OPENAI + "; virtual-keys \"off\"", keys())) {
            assertThat(proxy.ask("gpt-4o", bearer("sk-of-openai")).status()).isEqualTo(200);
            assertThat(origin.onlyRequest().field("Authorization")).isEqualTo("Bearer sk-of-openai");
        }
    }

    @Test
    void twoKeysThatDifferAreRefused() throws Exception {
        String bob = create("bob", "search", List.of(), null, Map.of());
        try (TestOrigin origin = Answers.chat(10, 5);
                ModelProxy proxy = ModelProxy.inFrontOf(origin.address(), OPENAI, keys())) {
            assertThat(proxy.ask("gpt-4o", bearer(alice), "x-api-key: " + bob).status())
                    .isEqualTo(401);
            assertThat(proxy.ask("gpt-4o", bearer(alice), "x-api-key: " + alice).status())
                    .isEqualTo(200);
        }
    }

    @Test
    void revokedAndExpiredKeysAreRefusedInTheSameWords() throws Exception {
        String late = create("late", "search", List.of(), Instant.now().minusSeconds(60), Map.of());
        editor.revoke("alice", Instant.now());
        try (TestOrigin origin = Answers.chat(10, 5);
                ModelProxy proxy = ModelProxy.inFrontOf(origin.address(), OPENAI, keys())) {
            String revoked = proxy.ask("gpt-4o", bearer(alice)).body();
            assertThat(revoked).contains("\"code\":\"invalid_api_key\"");
            assertThat(proxy.ask("gpt-4o", bearer(late)).body()).isEqualTo(revoked);
            assertThat(proxy.ask("gpt-4o", bearer("zk-nobody")).body()).isEqualTo(revoked);
            assertThat(proxy.entries()).isZero();
            assertThat(origin.requests()).isEmpty();
        }
    }

    @Test
    void anotherKeyTakesThePlaceOfOneAndThatIsStillGoodForAWhile() throws Exception {
        String next = editor.rotate("alice", Duration.ofHours(1), Instant.now());
        try (TestOrigin origin = Answers.chat(10, 5);
                ModelProxy proxy = ModelProxy.inFrontOf(origin.address(), OPENAI, keys())) {
            assertThat(proxy.ask("gpt-4o", bearer(next)).status()).isEqualTo(200);
            assertThat(proxy.ask("gpt-4o", bearer(alice)).status()).isEqualTo(200);
            assertThat(proxy.last().key()).isEqualTo("alice");
        }
    }

    @Test
    void aFileThatChangesIsInForceWithoutAReload() throws Exception {
        try (TestOrigin origin = Answers.chat(10, 5);
                ModelProxy proxy = ModelProxy.inFrontOf(origin.address(), OPENAI, keys())) {
            String bob = create("bob", "search", List.of(), null, Map.of());
            await().until(() -> proxy.ask("gpt-4o", bearer(bob)).status() == 200);
            editor.revoke("bob", Instant.now());
            await().until(() -> proxy.ask("gpt-4o", bearer(bob)).status() == 401);
        }
    }

    @Test
    void aKeyIsForItsModelsAlone() throws Exception {
        String bob = create("bob", "search", List.of("gpt-4o*"), null, Map.of());
        try (TestOrigin origin = Answers.chat(10, 5);
                ModelProxy proxy = ModelProxy.inFrontOf(origin.address(), OPENAI, keys())) {
            assertThat(proxy.ask("gpt-4o-mini", bearer(bob)).status()).isEqualTo(200);
            Reply refused = proxy.ask("o3", bearer(bob));
            assertThat(refused.status()).isEqualTo(403);
            assertThat(refused.body()).contains("\"code\":\"model_not_found\"", "\"param\":\"model\"");
            assertThat(proxy.last().source()).isNull();
        }
    }

    @Test
    void aKeyHasItsOwnLimitAndSharesThatOfItsTeam() throws Exception {
        Files.writeString(file, "team \"two\" { budget { limit 3000; }; }\n");
        String one = create("one", "two", List.of(), null, Map.of("requests-per-minute", "6"));
        String other = create("other", "two", List.of(), null, Map.of());
        try (TestOrigin origin = Answers.chat(1000, 900);
                ModelProxy proxy = ModelProxy.inFrontOf(origin.address(), OPENAI, keys())) {
            assertThat(proxy.ask("gpt-4o", bearer(one)).status()).isEqualTo(200);
            Reply tooFast = proxy.ask("gpt-4o", bearer(one));
            assertThat(tooFast.status()).isEqualTo(429);
            assertThat(tooFast.body()).contains("\"type\":\"requests\"");
            assertThat(proxy.ask("gpt-4o", bearer(other)).status()).isEqualTo(200);
            assertThat(proxy.ask("gpt-4o", bearer(other)).body()).contains("\"type\":\"insufficient_quota\"");
        }
    }

    /** Models are listed with a key, and take no tokens. */
    @Test
    void whatTakesNoTokensPassesWithCredentialsAndIsNotCharged() {
        try (TestOrigin origin = TestOrigin.answering(Answers.json(200, "{\"data\":[]}"));
                ModelProxy proxy = ModelProxy.inFrontOf(origin.address(), OPENAI, keys())) {
            String get = "GET /v1/models HTTP/1.1\r\nHost: a\r\n";
            assertThat(proxy.connect().send(get + "\r\n").read().status()).isEqualTo(401);
            assertThat(proxy.connect()
                            .send(get + bearer(alice) + "\r\n\r\n")
                            .read()
                            .body())
                    .isEqualTo("{\"data\":[]}");
            await().until(() -> proxy.found().size() == 2);
            assertThat(proxy.entries()).isZero();
        }
    }
}
