package io.zentinelproxy.inference.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.json.Json;
import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.Reply;
import io.zentinelproxy.core.testkit.TestOrigin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code rate-limit} of a route: what comes too fast, and what its client is told of that. */
class RouteRatesTest {
    private static ModelProxy limited(TestOrigin origin, String rate) {
        return ModelProxy.inFrontOf(origin.address(), "provider \"openai\"; rate-limit { " + rate + "; }");
    }

    /** The first answer uses 1,100 tokens, 1,000 of them written; the second request needs some 1,034, of them 1,024 to write. */
    @ParameterizedTest
    @CsvSource({
        "tokens-per-minute 2000; burst-tokens 2000, tokens",
        "output-tokens-per-minute 2000; burst-tokens 2000, output tokens",
        "input-tokens-per-minute 105; burst-tokens 105, input tokens"
    })
    void tokensBeyondTheLimitOfAMinuteAreRefused(String rate, String what) {
        try (TestOrigin origin = Answers.chat(100, 1000);
                ModelProxy proxy = limited(origin, rate)) {
            assertThat(proxy.ask("gpt-4o").status()).isEqualTo(200);
            Reply refused = proxy.ask("gpt-4o");
            assertThat(refused.status()).isEqualTo(429);
            assertThat(refused.body())
                    .contains("\"type\":\"tokens\"", "\"code\":\"rate_limit_exceeded\"", "Rate limit of " + what + " ");
            long millis = Long.parseLong(refused.field("retry-after-ms"));
            assertThat(millis).isBetween(1L, 60_000L);
            assertThat(refused.field("retry-after")).isEqualTo(Long.toString(Math.ceilDiv(millis, 1000L)));
            assertThat(refused.fields().has("x-should-retry")).isFalse();
            assertThat(proxy.last().source()).isNull();
            assertThat(origin.requests()).hasSize(1);
        }
    }

    @Test
    void requestsBeyondTheLimitOfAMinuteAreRefused() {
        try (TestOrigin origin = Answers.chat(10, 5);
                ModelProxy proxy = limited(origin, "requests-per-minute 12")) {
            assertThat(proxy.ask("gpt-4o").status()).isEqualTo(200);
            assertThat(proxy.ask("gpt-4o").status())
                    .as("a sixth of them at once")
                    .isEqualTo(200);
            Reply refused = proxy.ask("gpt-4o");
            assertThat(refused.status()).isEqualTo(429);
            assertThat(refused.body()).contains("\"type\":\"requests\"");
            assertThat(Long.parseLong(refused.field("retry-after"))).isBetween(1L, 5L);
        }
    }

    /** They reach the provider, who has a rate for them. */
    @Test
    void requestsThatOnlyCountTokensAreCountedAndCostNothing() {
        String count = "/v1/messages/count_tokens";
        try (TestOrigin origin = TestOrigin.answering(Answers.json(200, "{\"input_tokens\":14}"));
                ModelProxy proxy = ModelProxy.inFrontOf(
                        origin.address(),
                        "provider \"anthropic\"; rate-limit { requests-per-minute 12; }; budget { limit 100; }; "
                                + "cost-attribution { }")) {
            for (int i = 0; i < 2; i++) {
                Reply counted = proxy.post(count, ModelProxy.chat("claude-sonnet-4-5", "Hi."));
                assertThat(counted.status()).isEqualTo(200);
                assertThat(counted.body()).isEqualTo("{\"input_tokens\":14}");
                assertThat(counted.fields().has("X-Inference-Cost")).isFalse();
            }
            Reply refused = proxy.post(count, ModelProxy.chat("claude-sonnet-4-5", "Hi."));
            assertThat(refused.status()).isEqualTo(429);
            assertThat(refused.body()).contains("rate_limit_error");
            assertThat(proxy.entries()).isZero();
            assertThat(Json.text(proxy.gateway().page("")))
                    .contains("\"input_tokens\":0")
                    .doesNotContain("\"input_tokens\":14");
            assertThat(origin.requests()).hasSize(2);
        }
    }

    @Test
    void moreRequestsMayComeAtOnceWhereThatIsSaid() {
        try (TestOrigin origin = Answers.chat(10, 5);
                ModelProxy proxy = limited(origin, "requests-per-minute 12; burst-requests 3")) {
            for (int i = 0; i < 3; i++) {
                assertThat(proxy.ask("gpt-4o").status()).isEqualTo(200);
            }
            assertThat(proxy.ask("gpt-4o").status()).isEqualTo(429);
        }
    }

    @Test
    void whatNeverFitsIsNotToBeTriedAgain() {
        try (TestOrigin origin = Answers.chat(10, 5);
                ModelProxy proxy = limited(origin, "tokens-per-minute 5000; burst-tokens 1000")) {
            Reply refused = proxy.ask("gpt-4o");
            assertThat(refused.status()).isEqualTo(429);
            assertThat(refused.field("x-should-retry")).isEqualTo("false");
            assertThat(refused.fields().has("retry-after-ms")).isFalse();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "header:X-Team, gpt-4o, gpt-4o, a, b",
        "model, gpt-4o, gpt-4o-mini, a, a",
        "'model\" \"header:X-Team', m, m, a, b"
    })
    void eachHolderHasALimitOfItsOwn(String key, String model, String otherModel, String team, String otherTeam) {
        try (TestOrigin origin = Answers.chat(10, 5);
                ModelProxy proxy = limited(origin, "requests-per-minute 1; key \"" + key + "\"")) {
            assertThat(proxy.ask(model, "X-Team: " + team).status()).isEqualTo(200);
            assertThat(proxy.ask(otherModel, "X-Team: " + otherTeam).status()).isEqualTo(200);
            assertThat(proxy.ask(model, "X-Team: " + team).status()).isEqualTo(429);
        }
    }

    @Test
    void addressesAndTheWholeRouteAreHolders() {
        byte[] chat = ModelProxy.request("/v1/chat/completions", ModelProxy.chat("gpt-4o", "Hi."));
        try (TestOrigin origin = Answers.chat(10, 5);
                ModelProxy byAddress = limited(origin, "requests-per-minute 1; key \"client_ip\"");
                ModelProxy byRoute = limited(origin, "requests-per-minute 1; key \"route\"");
                RawClient otherClient = RawClient.connectFrom("127.0.0.2", byAddress.address());
                RawClient otherOfRoute = RawClient.connectFrom("127.0.0.2", byRoute.address())) {
            assertThat(byAddress.ask("gpt-4o").status()).isEqualTo(200);
            assertThat(otherClient.send(chat).read().status()).isEqualTo(200);
            assertThat(byAddress.ask("gpt-4o").status()).isEqualTo(429);
            assertThat(byRoute.ask("gpt-4o").status()).isEqualTo(200);
            assertThat(otherOfRoute.send(chat).read().status()).isEqualTo(429);
        }
    }

    /** Of an answer that tells no usage, what the prompt is charged is our own count. */
    @ParameterizedTest
    @CsvSource({
        "token-estimation \"words\", 8, estimated",
        "token-estimation \"chars\", 10, estimated",
        "rate-limit { tokens-per-minute 100000; estimation-method \"words\"; }, 8, estimated",
        "token-estimation \"tiktoken\", 13, counted"
    })
    void tokensAreToldBeforehandAsIsSaid(String keys, long tokens, String source) {
        String nothingTold =
                "{\"choices\":[{\"index\":0,\"finish_reason\":\"stop\",\"message\":{\"content\":\"Hi.\"}}]}";
        try (TestOrigin origin = TestOrigin.answering(Answers.json(200, nothingTold));
                ModelProxy proxy = ModelProxy.inFrontOf(origin.address(), "provider \"openai\"; " + keys)) {
            proxy.post("/v1/chat/completions", ModelProxy.chat("gpt-4o", "wonderful things happen there now"));
            assertThat(proxy.last().input()).isEqualTo(tokens);
            assertThat(proxy.last().output()).isPositive();
            assertThat(proxy.last().source()).isEqualTo(source);
        }
    }
}
