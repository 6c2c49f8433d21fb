package io.zentinelproxy.inference.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.Reply;
import io.zentinelproxy.core.testkit.TestOrigin;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The octets that an origin gets are the client's, but for what is said to be changed. */
class PatchedRequestsTest {
    private static final String CHAT = "/v1/chat/completions";

    /** Spaces, numbers, escapes and an order that no writer of JSON would leave as they are. */
    private static final String ODD =
            " {\t\"messages\" : [ {\"role\":\"user\", \"content\":\"\\u0041\\/b \u00e9\"} ],\r\n"
                    + "\"temperature\":1.0E0, \"seed\":-0, \"x\": {\"model\":1,\"a\":1,\"b\":[ ]}, \"model\" : \"gpt-4o\"%s } \n";

    private static String arrived(TestOrigin origin) {
        return new String(origin.onlyRequest().content().octets(), StandardCharsets.UTF_8);
    }

    private static ModelProxy serving(TestOrigin origin, String keys, Piece... pieces) {
        return ModelProxy.inFrontOf(origin.address(), "provider \"openai\"\n" + keys, pieces);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ",\"max_tokens\" :7", ",\"stream\":true,\"stream_options\":{ \"include_usage\":true }"})
    void withNothingToChangeEveryOctetIsTheClients(String more) {
        String content = ODD.formatted(more);
        try (TestOrigin origin = Answers.chat(10, 5);
                ModelProxy proxy = serving(origin, "")) {
            assertThat(proxy.post(CHAT, content).status()).isEqualTo(200);
            assertThat(arrived(origin)).isEqualTo(content);
        }
    }

    @Test
    void aStreamIsAskedForItsUsageAndNothingElseIsChanged() {
        String content = ODD.formatted(",\"stream\":true");
        try (TestOrigin origin = Answers.chat(10, 5);
                ModelProxy proxy = serving(origin, "")) {
            proxy.post(CHAT, content);
            assertThat(arrived(origin))
                    .isEqualTo(content.replace(" {\t", " {\"stream_options\":{\"include_usage\":true},\t"));
        }
    }

    @Test
    void streamsAreNotAskedForTheirUsageWhereTheRouteOrTheUpstreamSaysSo() {
        String content = ODD.formatted(",\"stream\":true");
        Piece upstream = Piece.top("inference { upstream \"origin\" { provider \"openai\"; ask-for-usage #false; }; }");
        for (Piece[] pieces : new Piece[][] {{}, {upstream}}) {
            try (TestOrigin origin = Answers.chat(10, 5);
                    ModelProxy proxy =
                            serving(origin, "ask-for-usage " + (pieces.length == 0 ? "#false" : "#true"), pieces)) {
                proxy.post(CHAT, content);
                assertThat(arrived(origin)).isEqualTo(content);
            }
        }
    }

    @Test
    void longerAnswersThanMayBeAreNotAskedFor() {
        try (TestOrigin origin = Answers.chat(10, 5);
                ModelProxy proxy = serving(origin, "max-output-tokens 500")) {
            proxy.post(CHAT, ODD.formatted(",\"max_tokens\" : 501"));
            proxy.post(CHAT, ODD.formatted(",\"max_tokens\" : 499"));
            proxy.post(CHAT, ODD.formatted(""));
            assertThat(origin.awaitRequests(3).get(0).body()).endsWith(",\"max_tokens\" : 500 } \n");
            assertThat(origin.requests().get(1).body()).endsWith(",\"max_tokens\" : 499 } \n");
            assertThat(origin.requests().get(2).body()).containsPattern("^ \\{\"max_(completion_)?tokens\":500,\t");
        }
    }

    @Test
    void theModelIsRenamedAndNothingElse() {
        String content = ODD.formatted("");
        try (TestOrigin origin = Answers.chat(10, 5);
                ModelProxy proxy = serving(origin, "model-routing { alias \"gpt-4o\" to=\"other-model\"; }")) {
            proxy.post(CHAT, content);
            assertThat(arrived(origin)).isEqualTo(content.replace("\"gpt-4o\"", "\"other-model\""));
            assertThat(proxy.last().model()).isEqualTo("gpt-4o");
            assertThat(proxy.last().modelThere()).isEqualTo("other-model");
        }
    }

    /** The budget has room for the one and not for the other. */
    @ParameterizedTest
    @CsvSource({
        "expected-output-tokens 100, 200",
        "expected-output-tokens 3000, 429",
        "max-output-tokens 100, 200",
        "'', 429"
    })
    void asManyTokensAreReservedForAnAnswerAsAreExpected(String key, int status) {
        try (TestOrigin origin = Answers.chat(10, 5);
                ModelProxy proxy = serving(origin, key + "\nbudget { limit 1000; }")) {
            assertThat(proxy.ask("gpt-4o").status()).isEqualTo(status);
        }
    }

    @Test
    void largerRequestsThanMayBeAreRefusedInTheDialectsWords() {
        String large = ModelProxy.chat("gpt-4o", "a".repeat(3000));
        String chunked = "POST " + CHAT + " HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                + Answers.chunk(large) + "0\r\n\r\n";
        try (TestOrigin origin = Answers.chat(10, 5);
                ModelProxy small = serving(origin, "max-request-size 2048");
                ModelProxy usual = serving(origin, "")) {
            Reply refused = small.post(CHAT, large);
            assertThat(refused.status()).isEqualTo(413);
            assertThat(refused.body()).contains("\"type\":\"invalid_request_error\"", "\"code\":\"body_too_large\"");
            assertThat(small.connect().send(chunked).read().status()).isEqualTo(413);
            assertThat(small.entries()).isZero();
            assertThat(origin.requests()).isEmpty();
            assertThat(usual.post(CHAT, large).status()).isEqualTo(200);
        }
    }
}
