package io.zentinelproxy.inference.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zentinelproxy.core.testkit.ClosedPort;
import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.Reply;
import io.zentinelproxy.core.testkit.Step;
import io.zentinelproxy.core.testkit.TestOrigin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Ways around the books, out of them, and through the memory, that were found by attack. */
class GatewayAttacksTest {
    private static final String CHAT = "/v1/chat/completions";
    private static final String OPENAI = "provider \"openai\"\n";
    private static final String TEXT = "one two three four five six seven eight nine ten";

    private static String answer(String usage) {
        return "{\"model\":\"gpt-4o\",\"choices\":[{\"message\":{\"role\":\"assistant\",\"content\":\"" + TEXT
                + "\"},\"finish_reason\":\"stop\"}],\"usage\":" + usage + "}";
    }

    private static String typed(String type, String body) {
        return "HTTP/1.1 200 OK\r\nContent-Type: " + type + "\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
    }

    @Test
    void anExchangeThatIsOverKeepsNothingOfItsContentAlive() {
        try (ModelProxy proxy = ModelProxy.demo(OPENAI)) {
            proxy.post(CHAT, ModelProxy.chat("gpt-4o", "Say something."));
            await().until(() -> proxy.exchanges().getFirst().findings().model() == null);
        }
    }

    @Test
    void whileAStreamLastsItsQuestionIsNotKept() {
        Step[] silent = {
            new Step.ReadBody(), Step.send(Answers.streamHead() + Answers.delta("Once")), new Step.AwaitClose()
        };
        try (TestOrigin origin = TestOrigin.doing(silent);
                ModelProxy proxy = ModelProxy.inFrontOf(origin.address(), OPENAI);
                RawClient client = proxy.connect()) {
            client.send(ModelProxy.request(CHAT, ModelProxy.chat("gpt-4o", "word ".repeat(20_000), "\"stream\":true")));
            client.readRaw(100);
            await().until(() -> proxy.metrics().contains("\nzentinel_held_octets 0"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"prompt_tokens\":0,\"completion_tokens\":0}",
                "{\"prompt_tokens\":12,\"completion_tokens\":0}",
                "{\"prompt_tokens\":0,\"completion_tokens\":0,\"total_tokens\":0}",
                "{\"prompt_tokens\":12,\"completion_tokens\":-4}"
            })
    void aZeroBesideTextIsNotBelieved(String usage) {
        try (TestOrigin origin = TestOrigin.answering(Answers.json(200, answer(usage)));
                ModelProxy proxy = ModelProxy.inFrontOf(origin.address(), OPENAI)) {
            proxy.post(CHAT, ModelProxy.chat("gpt-4o", "Say something."));
            assertThat(proxy.last().output()).isEqualTo(10);
            assertThat(proxy.last().input()).isPositive();
            assertThat(proxy.last().source()).isNotEqualTo("provider");
        }
    }

    @Test
    void zerosInOneMakersFieldsDoNotHideAnothers() {
        String usage = "{\"prompt_tokens\":0,\"completion_tokens\":0,\"input_tokens\":1000,\"output_tokens\":500}";
        try (TestOrigin origin = TestOrigin.answering(Answers.json(200, answer(usage)));
                ModelProxy proxy = ModelProxy.inFrontOf(origin.address(), OPENAI)) {
            proxy.post(CHAT, ModelProxy.chat("gpt-4o", "Say something."));
            assertThat(proxy.last().input()).isEqualTo(1000);
            assertThat(proxy.last().output()).isEqualTo(500);
        }
    }

    @ParameterizedTest
    @CsvSource({"application/x-ndjson", "text/plain", "application/octet-stream"})
    void anAnswerThatIsNotReadIsChargedByItsOctets(String type) {
        String lines = "{\"message\":{\"content\":\"" + TEXT + "\"}}\n".repeat(1) + "not json\n".repeat(100);
        try (TestOrigin origin = TestOrigin.answering(typed(type, lines));
                ModelProxy proxy = ModelProxy.inFrontOf(origin.address(), "provider \"generic\"")) {
            proxy.post("/api/chat", "{\"model\":\"llama3\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}");
            assertThat(proxy.last().output()).isEqualTo((lines.length() + 3) / 4);
            assertThat(proxy.last().source()).isEqualTo("estimated");
        }
    }

    @Test
    void anAnswerInTheBackgroundIsRefused() {
        try (TestOrigin origin = Answers.chat(1, 1);
                ModelProxy proxy = ModelProxy.inFrontOf(origin.address(), OPENAI)) {
            Reply reply = proxy.post("/v1/responses", "{\"model\":\"gpt-4o\",\"input\":\"hi\",\"background\":true}");
            assertThat(reply.status()).isEqualTo(400);
            assertThat(reply.body()).contains("\"param\":\"background\"");
            assertThat(origin.requests()).isEmpty();
        }
    }

    @Test
    void aBudgetThatIsSpentIsNoWayAroundARate() {
        try (TestOrigin first = Answers.chat(100, 100);
                TestOrigin second = Answers.chat(1, 1);
                ModelProxy proxy = ModelProxy.inFrontOf(
                        first.address(),
                        "",
                        ModelProxy.upstream("second", second.address()),
                        Piece.route(
                                "inference { provider \"openai\"; expected-output-tokens 1\n"
                                        + "rate-limit { requests-per-minute 3; burst-requests 3; tokens-per-minute 100000; }\n"
                                        + "budget { period \"monthly\"; limit 100; }; }\n"
                                        + "fallback { triggers { on-budget-exhausted #true; }; fallback-upstream \"second\"; }"))) {
            int[] statuses = new int[5];
            for (int i = 0; i < statuses.length; i++) {
                statuses[i] = proxy.post(CHAT, ModelProxy.chat("gpt-4o", "Say something."))
                        .status();
            }
            assertThat(statuses).containsExactly(200, 200, 200, 429, 429);
            assertThat(first.requests()).hasSize(1);
            assertThat(second.requests()).hasSize(2);
        }
    }

    @Test
    void aRequestThatItsOriginRefusesIsARequestOfThisMinute() {
        try (TestOrigin origin = TestOrigin.answering(Answers.json(400, "{\"error\":{\"message\":\"no\"}}"));
                ModelProxy proxy = ModelProxy.inFrontOf(
                        origin.address(),
                        OPENAI + "rate-limit { requests-per-minute 2; burst-requests 2; tokens-per-minute 100000; }")) {
            int[] statuses = new int[3];
            for (int i = 0; i < statuses.length; i++) {
                statuses[i] = proxy.post(CHAT, ModelProxy.chat("gpt-4o", "Say something."))
                        .status();
            }
            assertThat(statuses).containsExactly(400, 400, 429);
            assertThat(proxy.found()).allSatisfy(one -> assertThat(one.source()).isNull());
        }
    }

    @Test
    void whoLeavesBeforeAnyOriginWasAskedIsChargedNothing() {
        try (ClosedPort silent = ClosedPort.silent();
                ModelProxy proxy = ModelProxy.inFrontOf(silent.address(), OPENAI)) {
            RawClient client = proxy.connect().send(ModelProxy.request(CHAT, ModelProxy.chat("gpt-4o", "hi")));
            await().until(() -> proxy.metrics().contains("zentinel_active_requests{listener=\"main\"} 1"));
            client.close();
            await().until(() -> !proxy.found().isEmpty());
            assertThat(proxy.last().source()).isNull();
        }
    }

    @Test
    void twoFieldsThatNameTheModelAreRefusedAndOneNamesTheModelThatIsAsked() {
        String routing = "model-routing { model-header \"X-Model\"; alias \"cheap\" to=\"gpt-4o-mini\"; }";
        try (TestOrigin origin = Answers.chat(1, 1);
                ModelProxy proxy = ModelProxy.inFrontOf(origin.address(), OPENAI + routing)) {
            String unnamed = "{\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
            assertThat(proxy.post(CHAT, unnamed, "X-Model: cheap", "X-Model: gpt-4o")
                            .status())
                    .isEqualTo(400);
            assertThat(proxy.post(CHAT, unnamed, "X-Model: cheap").status()).isEqualTo(200);
            assertThat(origin.onlyRequest().field("X-Model")).isEqualTo("gpt-4o-mini");
            assertThat(origin.onlyRequest().body()).contains("\"model\":\"gpt-4o-mini\"");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {204, 301})
    void anAnswerWithoutWordsIsNotCharged(int status) {
        try (TestOrigin origin =
                        TestOrigin.answering("HTTP/1.1 " + status + " x\r\nLocation: /x\r\nContent-Length: 0\r\n\r\n");
                ModelProxy proxy = ModelProxy.inFrontOf(origin.address(), OPENAI)) {
            assertThat(proxy.post(CHAT, ModelProxy.chat("gpt-4o", "hi")).status())
                    .isEqualTo(status);
            assertThat(proxy.last().source()).isNull();
        }
    }

    /** Over it models are asked, too ({@code /v1/realtime}), and nobody could count what they answer. */
    @Test
    void aWebSocketIsNoWayAroundABudget() {
        String open =
                "GET /v1/realtime?model=gpt-4o HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                        + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
        try (TestOrigin origin = Answers.chat(1, 1);
                ModelProxy proxy = ModelProxy.inFrontOf(
                        origin.address(), "", Piece.route("inference { provider \"openai\"; }\nwebsocket #true"));
                RawClient client = proxy.connect()) {
            assertThat(client.send(open).read().status()).isEqualTo(404);
            assertThat(origin.requests()).isEmpty();
        }
    }

    /** What the client has made into tokens itself has no letters, and is counted as what it is. */
    @ParameterizedTest
    @ValueSource(strings = {"chars", "words", "tiktoken"})
    void aPromptOfTokensIsReservedAsSuch(String method) {
        String prompt = "[1" + ",1".repeat(5_000) + "]";
        try (TestOrigin origin = Answers.chat(5_001, 5);
                ModelProxy proxy = ModelProxy.inFrontOf(
                        origin.address(), OPENAI + "token-estimation \"" + method + "\"; budget { limit 1000; }")) {
            String content = "{\"model\":\"gpt-3.5-turbo-instruct\",\"max_tokens\":5,\"prompt\":" + prompt + "}";
            assertThat(proxy.post("/v1/completions", content).status()).isEqualTo(429);
            assertThat(origin.requests()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"openai,one two three", "generic,one two three", "generic,'{\"token\":{\"text\":\"one two three\"}}'"})
    void aStreamOfEventsThatCannotBeReadIsChargedByItsOctets(String provider, String event) {
        String events = ("data: " + event + "\n\n").repeat(100);
        String answer = Answers.streamHead() + Answers.chunk(events) + "0\r\n\r\n";
        String path = provider.equals("generic") ? "/generate" : CHAT;
        try (TestOrigin origin = TestOrigin.answering(answer);
                ModelProxy proxy = ModelProxy.inFrontOf(origin.address(), "provider \"" + provider + "\"")) {
            proxy.post(path, ModelProxy.chat("llama3", "hi", "\"stream\":true"));
            assertThat(proxy.last().output()).isEqualTo((events.length() + 3) / 4);
            assertThat(proxy.last().source()).isEqualTo("estimated");
        }
    }

    @Test
    void aGenericAnswerThatIsNotUnderstoodIsChargedByItsOctets() {
        String answer = "[{\"generated_text\":\"" + TEXT + "\"}]";
        try (TestOrigin origin = TestOrigin.answering(Answers.json(200, answer));
                ModelProxy proxy = ModelProxy.inFrontOf(origin.address(), "provider \"generic\"")) {
            proxy.post("/generate", "{\"model\":\"m\",\"inputs\":\"hi\"}");
            assertThat(proxy.last().output()).isEqualTo((answer.length() + 3) / 4);
            assertThat(proxy.last().source()).isEqualTo("estimated");
        }
    }
}
