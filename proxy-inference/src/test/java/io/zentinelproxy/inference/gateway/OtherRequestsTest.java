package io.zentinelproxy.inference.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.Reply;
import io.zentinelproxy.core.testkit.TestOrigin;
import org.junit.jupiter.api.Test;

/** Requests for which nobody knows what they use: no way around a budget. */
class OtherRequestsTest {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    @Test
    void whatIsNotCountedIsRefusedButThatWhichOnlyAsks() {
        try (TestOrigin origin = TestOrigin.answering(OK);
                ModelProxy proxy = ModelProxy.inFrontOf(origin.address(), "provider \"openai\"")) {
            Reply refused = proxy.post("/v1/audio/speech", "{\"model\":\"tts-1\"}");
            assertThat(refused.status()).isEqualTo(404);
            assertThat(refused.body()).contains("\"type\":\"invalid_request_error\"");
            try (RawClient client = proxy.connect()) {
                assertThat(client.send("GET /v1/models HTTP/1.1\r\nHost: a\r\n\r\n")
                                .read()
                                .status())
                        .isEqualTo(200);
            }
            assertThat(origin.requests()).hasSize(1);
        }
    }

    @Test
    void whereTheRouteSaysSoItPasses() {
        try (TestOrigin origin = TestOrigin.answering(OK);
                ModelProxy proxy =
                        ModelProxy.inFrontOf(origin.address(), "provider \"openai\"; other-requests \"pass\"")) {
            assertThat(proxy.post("/v1/audio/speech", "{\"model\":\"tts-1\"}").status())
                    .isEqualTo(200);
            assertThat(origin.onlyRequest().body()).isEqualTo("{\"model\":\"tts-1\"}");
        }
    }

    @Test
    void anotherSpellingOfAPathIsCountedLikeTheFirst() {
        try (ModelProxy proxy = ModelProxy.demo("provider \"openai\"")) {
            for (String path :
                    new String[] {"/v1/chat/completions/", "/v1/chat/%63ompletions", "/v1/./chat/completions"}) {
                proxy.post(path, "{");
                assertThat(proxy.last().provider()).isEqualTo("openai");
            }
            assertThat(proxy.post("/v1/chat/completions/", "{").status()).isEqualTo(400);
            assertThat(proxy.post("/v1/chat/%63ompletions", "{").status()).isEqualTo(400);
        }
    }

    @Test
    void aPathThatAFilterHasWrittenDecides() {
        Piece rewrite = Piece.filters(
                "filter \"in\" { type \"url-rewrite\"; path { replace-full-path \"/v1/chat/completions\"; }; }");
        Piece route = Piece.routes(
                "route \"all\" { matches { path-prefix \"/\"; }; upstream \"origin\"; filters \"in\"; inference { provider \"openai\"; }; }");
        try (ModelProxy proxy = ModelProxy.demo("", rewrite, route)) {
            assertThat(proxy.post("/ask", ModelProxy.chat("gpt-4o", "Say something."))
                            .status())
                    .isEqualTo(200);
            assertThat(proxy.last().output()).isPositive();
        }
    }
}
