package io.zentinelproxy.inference.gateway;

import static io.zentinelproxy.inference.demo.ModelClient.at;
import static io.zentinelproxy.inference.demo.ModelClient.number;
import static io.zentinelproxy.inference.demo.ModelClient.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.json.Json;
import io.zentinelproxy.core.json.JsonArray;
import io.zentinelproxy.core.json.JsonNull;
import io.zentinelproxy.core.json.JsonNumber;
import io.zentinelproxy.core.json.JsonObject;
import io.zentinelproxy.core.json.JsonString;
import io.zentinelproxy.core.json.JsonValue;
import io.zentinelproxy.core.observe.ProxyEvents;
import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.inference.demo.SdkScript;
import io.zentinelproxy.inference.ledger.LedgerClock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The vendors' own SDKs with virtual keys, through the proxy. */
class SdkThroughProxyTest {
    private static final String BOTH =
            "{ pricing { model \"gpt-4o\" { input-cost-per-million 2.5; output-cost-per-million 10; }; }; }";

    /** Who may do what, by the id of the key. */
    private static final Map<String, String> KEYS = new TreeMap<>(Map.of(
            "all", "",
            "revoked", "revoked \"2020-01-01T00:00:00Z\"",
            "small", "models \"*-small\"",
            "busy-openai", "rate-limit { requests-per-minute 15; burst-requests 1; }",
            "busy-anthropic", "rate-limit { requests-per-minute 15; burst-requests 1; }",
            "slow-openai", "rate-limit { requests-per-minute 1; burst-requests 1; }",
            "slow-anthropic", "rate-limit { requests-per-minute 1; burst-requests 1; }",
            "poor-openai", "budget { period \"daily\"; limit 90; }",
            "poor-anthropic", "budget { period \"daily\"; limit 90; }"));

    @TempDir
    static Path folder;

    private static JsonObject seen;
    private static List<ModelProxy.Found> charged;

    @BeforeAll
    static void runTheSdks() throws Exception {
        Path file = folder.resolve("keys.kdl");
        StringBuilder keys = new StringBuilder();
        JsonObject.Builder named = null;
        for (Map.Entry<String, String> key : KEYS.entrySet()) {
            keys.append("key \"%s\" {\nhash \"%s\"\n%s\n}\n"
                    .formatted(key.getKey(), "sha256:" + KeyHashOf.of(secret(key.getKey())), key.getValue()));
            named = named == null
                    ? JsonObject.with(key.getKey(), secret(key.getKey()))
                    : named.and(key.getKey(), secret(key.getKey()));
        }
        Files.writeString(file, keys);
        String rules =
                "model-routing { model \"gpt-*\"; model \"claude-*\"; model \"demo-*\"; model \"text-*\"; unknown-models \"refuse\"; }";
        String route = """
                route "%s" {
                    matches { path-prefix "%s"; }
                    upstream "origin"
                    inference {
                        provider "%s"
                        cost-attribution %s
                        %s
                    }
                }
                """;
        try (ModelProxy proxy = ModelProxy.demo(
                new Gateway(ProxyEvents.NONE, fromNoon()),
                "",
                Piece.routes(route.formatted("anthropic", "/v1/messages", "anthropic", BOTH, rules)
                        + route.formatted("openai", "/", "openai", BOTH, rules)),
                Piece.top("inference { keys-file \"" + file + "\"; }"))) {
            seen = SdkScript.throughProxy(
                    "http://127.0.0.1:" + proxy.address().getPort(),
                    new String(Json.write(named.build()), StandardCharsets.UTF_8));
            charged = List.copyOf(proxy.found());
        }
    }

    /** A clock that goes as all do, with hours to go to the next turn of the calendar. */
    private static LedgerClock fromNoon() {
        long noon = Instant.now()
                .truncatedTo(ChronoUnit.DAYS)
                .plus(12, ChronoUnit.HOURS)
                .toEpochMilli();
        long begin = System.nanoTime();
        return () -> noon + (System.nanoTime() - begin) / 1_000_000;
    }

    private static String secret(String id) {
        return "a-secret-that-nobody-guesses-" + id;
    }

    @Test
    void openAisClientReadsChatsStreamsToolsResponsesAndEmbeddings() {
        JsonValue openai = at(seen, "openai");
        assertThat(text(openai, "chat")).contains("You said").isEqualTo(text(openai, "streamed"));
        assertThat(number(openai, "usagesNotAskedFor")).isZero();
        assertThat(at(openai, "usageAskedFor")).isEqualTo(at(openai, "chatUsage"));
        assertThat(text(openai, "cost")).matches("0\\.[0-9]{6}");
        assertThat(text(openai, "tool.arguments")).isEqualTo("{\"question\":\"Please call look.\"}");
        assertThat(at(openai, "streamedTool.arguments")).isEqualTo(at(openai, "tool.arguments"));
        assertThat(at(openai, "streamedResponseUsage")).isEqualTo(at(openai, "responseUsage"));
        assertThat(number(openai, "embedding.prompt_tokens")).isEqualTo(5);
        assertThat(number(openai, "dimensions")).isEqualTo(16);
        assertThat(number(openai, "completion.completion_tokens")).isEqualTo(16);
        assertThat(((JsonArray) at(openai, "models")).elements()).contains(new JsonString("gpt-4o"));
    }

    @Test
    void anthropicsClientReadsMessagesStreamsToolsAndCounts() {
        JsonValue anthropic = at(seen, "anthropic");
        assertThat(text(anthropic, "text")).contains("You said").isEqualTo(text(anthropic, "streamed"));
        assertThat(number(anthropic, "streamedUsage.output_tokens"))
                .isEqualTo(number(anthropic, "usage.output_tokens"));
        assertThat(at(anthropic, "streamedTool")).isEqualTo(at(anthropic, "tool"));
        assertThat(number(anthropic, "counted")).isEqualTo(number(anthropic, "usage.input_tokens"));
    }

    @Test
    void whatTheyAreToldIsWhatIsCharged() {
        for (ModelProxy.Found one : charged) {
            if (one.source() != null) {
                assertThat(one.source()).isEqualTo("provider");
                assertThat(one.key()).isNotNull();
            }
        }
        long chats = charged.stream()
                .filter(one ->
                        "all".equals(one.key()) && one.output() == number(seen, "openai.chatUsage.completion_tokens"))
                .count();
        assertThat(chats).isGreaterThanOrEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource({
        "openai, noKey, AuthenticationError, 401, invalid_request_error",
        "openai, unknownKey, AuthenticationError, 401, invalid_request_error",
        "openai, revoked, AuthenticationError, 401, invalid_request_error",
        "openai, otherModel, PermissionDeniedError, 403, permission_error",
        "openai, unknownModel, NotFoundError, 404, invalid_request_error",
        "openai, wrongType, BadRequestError, 400, invalid_request_error",
        "openai, tooSoon, RateLimitError, 429, requests",
        "anthropic, noKey, AuthenticationError, 401, authentication_error",
        "anthropic, unknownKey, AuthenticationError, 401, authentication_error",
        "anthropic, revoked, AuthenticationError, 401, authentication_error",
        "anthropic, otherModel, PermissionDeniedError, 403, permission_error",
        "anthropic, unknownModel, NotFoundError, 404, not_found_error",
        "anthropic, wrongType, BadRequestError, 400, invalid_request_error",
        "anthropic, tooSoon, RateLimitError, 429, rate_limit_error"
    })
    void refusalsAreRaisedAsTheErrorsThatTheirUsersCatch(
            String vendor, String what, String name, int status, String type) {
        JsonValue failure = at(seen, vendor + ".failures." + what);
        assertThat(text(failure, "name")).isEqualTo(name);
        assertThat(number(failure, "status")).isEqualTo(status);
        assertThat(text(failure, "type")).isEqualTo(type);
        assertThat(number(failure, "tries")).isEqualTo(1);
        assertThat(text(at(seen, vendor + ".failures.noKey"), "message")).contains("Give your key");
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai", "anthropic"})
    void whoComesTooSoonComesAgainWhenItIsTold(String vendor) {
        JsonValue tries = at(seen, vendor + ".retried");
        assertThat(((JsonArray) tries).elements())
                .extracting(one -> number(one, "status"))
                .containsExactly(200L, 429L, 200L);
        assertThat(number(tries, "[1].afterMs")).isBetween(1L, 4000L);
        assertThat(number(tries, "[1].after")).isEqualTo(Math.ceilDiv(number(tries, "[1].afterMs"), 1000L));
        assertThat(at(tries, "[1].again")).isEqualTo(JsonNull.NULL);
        double waited = millis(tries, "[2].sent") - millis(tries, "[1].answered");
        // Its clock rounds.
        assertThat(waited).isGreaterThanOrEqualTo(number(tries, "[1].afterMs") - 2);
    }

    private static double millis(JsonValue from, String path) {
        return Double.parseDouble(((JsonNumber) at(from, path)).lexeme());
    }

    @ParameterizedTest
    @CsvSource({"openai, insufficient_quota", "anthropic, rate_limit_error"})
    void aBudgetThatIsSpentIsAskedOnce(String vendor, String type) {
        JsonValue spent = at(seen, vendor + ".spent");
        assertThat(number(spent, "answered")).isPositive();
        assertThat(text(spent, "name")).isEqualTo("RateLimitError");
        assertThat(text(spent, "type")).isEqualTo(type);
        assertThat(number(spent, "tries")).isEqualTo(1);
    }
}
