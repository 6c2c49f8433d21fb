package io.zentinelproxy.inference.gateway;

import static io.zentinelproxy.inference.demo.ModelClient.at;
import static io.zentinelproxy.inference.demo.ModelClient.number;
import static io.zentinelproxy.inference.demo.ModelClient.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.json.Json;
import io.zentinelproxy.core.json.JsonArray;
import io.zentinelproxy.core.json.JsonBoolean;
import io.zentinelproxy.core.json.JsonNull;
import io.zentinelproxy.core.json.JsonObject;
import io.zentinelproxy.core.json.JsonString;
import io.zentinelproxy.core.json.JsonValue;
import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.Reply;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What operators see of models, through a route that shows it. */
class GatewayPageTest {
    private static final String CHAT = "/v1/chat/completions";
    private static final String SECRET = "a-secret-that-nobody-guesses";
    private static final String HASH = "8e3ecb3d0ca6bf0b2c8cdfd4ae2d5b1bcbcfe2b8d1d8d1ef0a1e5a05c5cd3a9b";

    private static final String ROUTES = """
            route "page" { matches { path "/page"; }; builtin-handler "inference"; }
            route "chat" {
                matches { path-prefix "/"; }
                upstream "origin"
                inference {
                    provider "openai"
                    rate-limit { tokens-per-minute 60000; }
                    budget { period "daily"; limit 2000; key "route"; }
                    cost-attribution { pricing { model "*" { input-cost-per-million 2.5; output-cost-per-million 10; }; }; }
                }
            }
            """;

    @TempDir
    Path folder;

    private static JsonObject page(ModelProxy proxy, String query) throws Exception {
        try (RawClient client = proxy.connect()) {
            Reply reply = client.send("GET /page" + query + " HTTP/1.1\r\nHost: a\r\n\r\n")
                    .read();
            assertThat(reply.status()).isEqualTo(200);
            assertThat(reply.field("Content-Type")).isEqualTo("application/json");
            assertThat(reply.body())
                    .doesNotContain(SECRET)
                    .doesNotContain("sha256")
                    .doesNotContain(KeyHashOf.of(SECRET));
            return (JsonObject) Json.parse(reply.body().getBytes(StandardCharsets.UTF_8));
        }
    }

    private static int length(JsonValue page, String path) {
        return ((JsonArray) at(page, path)).elements().size();
    }

    @Test
    void limitsAndTheirAccountsAreShown() throws Exception {
        try (ModelProxy proxy = ModelProxy.demo("", Piece.routes(ROUTES))) {
            proxy.post(CHAT, ModelProxy.chat("gpt-4o", "Say something."));
            JsonObject page = page(proxy, "?limit=route%3Achat%2Fbudget-daily-tokens");

            assertThat(length(page, "limits")).isEqualTo(1);
            JsonValue budget = at(page, "limits[0]");
            long used = proxy.last().input() + proxy.last().output();
            assertThat(text(budget, "id")).isEqualTo("route:chat/budget-daily-tokens");
            assertThat(text(budget, "measure")).isEqualTo("tokens");
            assertThat(text(budget, "window.kind")).isEqualTo("calendar");
            assertThat(text(budget, "window.unit")).isEqualTo("day");
            assertThat(number(budget, "most")).isEqualTo(2000);
            assertThat(number(budget, "extra")).isZero();
            assertThat(at(budget, "enforced")).isEqualTo(new JsonBoolean(true));
            assertThat(text(budget, "accounts[0].holder")).isEmpty();
            assertThat(number(budget, "accounts[0].used")).isEqualTo(used);
            assertThat(number(budget, "accounts[0].reserved")).isZero();
            assertThat(number(budget, "accounts[0].carried")).isZero();
            assertThat(number(budget, "accounts[0].remaining")).isEqualTo(2000 - used);
            assertThat(number(budget, "accounts[0].reset_ms")).isBetween(1L, 86_400_000L);
            assertThat(number(page, "limits_left_off")).isZero();

            JsonObject all = page(proxy, "");
            assertThat(length(all, "limits")).isGreaterThan(1);
            assertThat(text(all, "limits[0].window.kind")).isEqualTo("bucket");
            assertThat(number(all, "limits[0].window.period_ms")).isEqualTo(60_000);
            assertThat(number(all, "limits[0].window.burst")).isEqualTo(60_000);
            assertThat(number(page(proxy, "?most=1"), "limits_left_off")).isEqualTo(length(all, "limits") - 1);
        }
    }

    @Test
    void theLastEntriesOfTheBooksAreShownTheNewestFirst() throws Exception {
        try (ModelProxy proxy = ModelProxy.demo("", Piece.routes(ROUTES))) {
            proxy.post(CHAT, ModelProxy.chat("gpt-4o-mini", "Say something."));
            proxy.post(CHAT, ModelProxy.chat("gpt-4o", "Say something else."));
            JsonObject page = page(proxy, "?most=1");

            assertThat(length(page, "entries")).isEqualTo(1);
            JsonValue entry = at(page, "entries[0]");
            assertThat(text(entry, "request_id")).isNotEmpty();
            assertThat(text(entry, "time")).startsWith("20").endsWith("Z");
            assertThat(text(entry, "route")).isEqualTo("chat");
            assertThat(text(entry, "virtual_key")).isEmpty();
            assertThat(text(entry, "team")).isEmpty();
            assertThat(text(entry, "model")).isEqualTo("gpt-4o");
            assertThat(number(entry, "input_tokens")).isEqualTo(proxy.last().input());
            assertThat(number(entry, "cached_tokens")).isEqualTo(proxy.last().cached());
            assertThat(number(entry, "cache_write_tokens")).isZero();
            assertThat(number(entry, "output_tokens")).isEqualTo(proxy.last().output());
            assertThat(number(entry, "reasoning_tokens")).isEqualTo(proxy.last().reasoning());
            assertThat(number(entry, "cost_micros")).isEqualTo(proxy.last().cost());
            assertThat(text(entry, "usage_source")).isEqualTo("provider");
            assertThat(text(entry, "answer_end")).isEqualTo("stop");
            assertThat(number(page, "totals.entries")).isEqualTo(2);
        }
    }

    @Test
    void totalsAndTheStoreAreShown() throws Exception {
        try (ModelProxy proxy = ModelProxy.demo("", Piece.routes(ROUTES))) {
            proxy.post(CHAT, ModelProxy.chat("gpt-4o", "Say something."));
            assertThat(proxy.post(CHAT, ModelProxy.chat("gpt-4o", "More.", "\"max_tokens\":2500"))
                            .status())
                    .isEqualTo(429);
            JsonValue totals = at(page(proxy, ""), "totals");
            assertThat(number(totals, "open")).isZero();
            assertThat(number(totals, "entries")).isEqualTo(1);
            assertThat(number(totals, "released")).isZero();
            assertThat(number(totals, "given_back")).isZero();
            assertThat(((JsonObject) at(totals, "refusals")).members())
                    .containsOnlyKeys("route:chat/budget-daily-tokens");
            assertThat(number(totals, "accounts")).isPositive();
            assertThat(number(totals, "evictions")).isZero();
            assertThat(number(totals, "holders_refused")).isZero();
            assertThat(number(totals, "lost")).isZero();
            assertThat(text(page(proxy, ""), "store.backend")).isEqualTo("memory");
            assertThat(text(page(proxy, ""), "store.state")).isEqualTo("up");
        }
    }

    @Test
    void keysAreShownWithoutWhatIsSecret() throws Exception {
        Path file =
                Files.writeString(folder.resolve("keys.kdl"), """
                team "red" { budget { period "monthly"; limit 5000; }; }
                key "alice" { hash "%s"; team "red"; budget { period "daily"; limit 3000; }; }
                key "bob" { hash "sha256:%s"; revoked "2020-01-01T00:00:00Z"; }
                """.formatted("sha256:" + KeyHashOf.of(SECRET), HASH));
        try (ModelProxy proxy =
                ModelProxy.demo("", Piece.routes(ROUTES), Piece.top("inference { keys-file \"" + file + "\"; }"))) {
            proxy.post(CHAT, ModelProxy.chat("gpt-4o", "hi"), "Authorization: Bearer " + SECRET);
            long used = proxy.last().input() + proxy.last().output();
            JsonObject page = page(proxy, "");

            assertThat(at(page, "keys[0].id")).isEqualTo(new JsonString("alice"));
            assertThat(at(page, "keys[0].team")).isEqualTo(new JsonString("red"));
            assertThat(at(page, "keys[0].state")).isEqualTo(new JsonString("active"));
            assertThat(at(page, "keys[1].team")).isEqualTo(JsonNull.NULL);
            assertThat(at(page, "keys[1].state")).isEqualTo(new JsonString("revoked"));
            assertThat(number(page, "keys_left_off")).isZero();
            assertThat(number(page(proxy, "?most=1"), "keys_left_off")).isEqualTo(1);
            assertThat(text(page, "entries[0].virtual_key")).isEqualTo("alice");
            assertThat(text(page, "entries[0].team")).isEqualTo("red");
            assertThat(number(page(proxy, "?limit=team:red/budget-monthly-tokens"), "limits[0].accounts[0].used"))
                    .isEqualTo(used);
            assertThat(number(page(proxy, "?limit=key:alice/budget-daily-tokens"), "limits[0].accounts[0].remaining"))
                    .isEqualTo(3000 - used);
        }
    }

    @Test
    void whatWasLearnedOfCountsIsShown() throws Exception {
        try (ModelProxy proxy = ModelProxy.demo("", Piece.routes(ROUTES))) {
            proxy.post(CHAT, ModelProxy.chat("gpt-4o", "Say something."));
            JsonValue ratio = at(page(proxy, ""), "token_ratios[0]");
            assertThat(text(ratio, "model")).isEqualTo("gpt-4o");
            assertThat(text(ratio, "kind")).isNotEmpty();
            assertThat(Double.parseDouble(((io.zentinelproxy.core.json.JsonNumber) at(ratio, "ratio")).lexeme()))
                    .isBetween(0.5, 2.0);
            assertThat(at(ratio, "upper")).isNotNull();
            assertThat(number(ratio, "answers")).isPositive();
        }
    }

    @Test
    void onlyOperatorsMaySeeIt() {
        String open = "listener \"open\" { address \"0.0.0.0:0\"; }";
        assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> ModelProxy.demo(
                                "", Piece.routes(ROUTES), Piece.listener("}\n" + open.replace("; }", ";")))
                        .close()))
                .hasStackTraceContaining("allow");
    }
}
