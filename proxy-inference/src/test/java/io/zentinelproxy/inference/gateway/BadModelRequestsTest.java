package io.zentinelproxy.inference.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.Reply;
import io.zentinelproxy.core.testkit.TestOrigin;
import io.zentinelproxy.core.testkit.h2.H2Client;
import io.zentinelproxy.core.testkit.h2.H2Stream;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What no model could answer is refused in the words of its API, over HTTP/1.1 and HTTP/2; nothing is charged, and no origin hears of it. */
class BadModelRequestsTest {
    private static final String CHAT = "/v1/chat/completions";
    private static final String MESSAGES = "/v1/messages";
    private static final int DEEP = 10_000;
    private static final int MIB = 1024 * 1024;
    private static final String HUNDRED_MB = "104857600";

    /** The budget has room for two requests at most: were anything charged or still reserved, a good one would be refused. */
    private static final String KEYS = "provider \"openai\"\nbudget { limit 1200; }";

    private static final String USER = "\"messages\":[{\"role\":\"user\",\"content\":\"Hi.\"}]";

    static Stream<Arguments> bad() {
        return Stream.of(
                Arguments.of("no JSON", "{\"model\":\"gpt-4o\",", ""),
                Arguments.of("text behind it", "{\"model\":\"gpt-4o\"," + USER + "} x", ""),
                Arguments.of("nothing", "", ""),
                Arguments.of("no object", "[1]", ""),
                Arguments.of("two models", "{\"model\":\"gpt-4o\"," + USER + ",\"model\":\"o3\"}", "model"),
                Arguments.of(
                        "two models, one escaped",
                        "{\"model\":\"gpt-4o\"," + USER + ",\"mode\\u006c\":\"o3\"}",
                        "model"),
                Arguments.of(
                        "two limits",
                        "{\"model\":\"gpt-4o\"," + USER + ",\"max_tokens\":1,\"max_tokens\":2}",
                        "max_tokens"),
                Arguments.of("no model", "{" + USER + "}", "model"),
                Arguments.of("a model that is a number", "{\"model\":7," + USER + "}", "model"),
                Arguments.of(
                        "a limit that is a word",
                        "{\"model\":\"gpt-4o\"," + USER + ",\"max_tokens\":\"many\"}",
                        "max_tokens"),
                Arguments.of("a stream that is a number", "{\"model\":\"gpt-4o\"," + USER + ",\"stream\":1}", "stream"),
                Arguments.of(
                        "deep arrays",
                        "{\"model\":\"gpt-4o\",\"messages\":" + "[".repeat(DEEP) + "]".repeat(DEEP) + "}",
                        ""));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("bad")
    void isRefusedAndNothingIsCharged(String what, String content, String param) {
        try (TestOrigin origin = Answers.chat(10, 5);
                ModelProxy proxy = ModelProxy.inFrontOf(origin.address(), KEYS);
                H2Client client = H2Client.connect(proxy.address())) {
            for (String path : new String[] {CHAT, MESSAGES}) {
                Reply reply = proxy.post(path, content);
                assertThat(reply.status()).isEqualTo(400);
                assertRefused(path, reply.body(), param);
                H2Stream second = send(client, path, content);
                assertThat(second.awaitHead().status()).isEqualTo(400);
                assertThat(second.awaitHead().field("content-type")).isEqualTo("application/json");
                assertRefused(path, second.awaitEnd().text(), param);
            }
            await().until(() -> proxy.found().size() == 4);
            assertThat(proxy.entries()).isZero();
            assertThat(proxy.metrics()).doesNotContain("zentinel_inference_entries_total{");
            assertThat(origin.requests()).isEmpty();
            assertThat(proxy.ask("gpt-4o").status()).isEqualTo(200);
        }
    }

    private static H2Stream send(H2Client client, String path, String content, String... fields) {
        H2Stream stream = client.open("POST", path, fields);
        stream.send(content.getBytes(StandardCharsets.UTF_8), true);
        return stream;
    }

    private static void assertRefused(String path, String body, String param) {
        if (path.equals(MESSAGES)) {
            assertThat(body).startsWith("{\"type\":\"error\",\"error\":{\"type\":\"invalid_request_error\"");
            assertThat(body).contains("\"request_id\":\"");
        } else {
            assertThat(body).contains("\"type\":\"invalid_request_error\"");
            assertThat(body).contains(param.isEmpty() ? "\"param\":" : "\"param\":\"" + param + "\"");
        }
    }

    @Test
    void aCodingOfContentIsRefused() {
        try (TestOrigin origin = Answers.chat(10, 5);
                ModelProxy proxy = ModelProxy.inFrontOf(origin.address(), KEYS);
                H2Client client = H2Client.connect(proxy.address())) {
            Reply reply = proxy.post(CHAT, ModelProxy.chat("gpt-4o", "Hi."), "Content-Encoding: gzip");
            assertThat(reply.status()).isEqualTo(415);
            assertThat(reply.body()).contains("\"type\":\"invalid_request_error\"");
            assertThat(send(client, CHAT, ModelProxy.chat("gpt-4o", "Hi."), "content-encoding", "br")
                            .awaitHead()
                            .status())
                    .isEqualTo(415);
            assertThat(proxy.entries()).isZero();
            assertThat(origin.requests()).isEmpty();
        }
    }

    /** None of the content is sent: the answer is to what is announced. */
    @ParameterizedTest
    @ValueSource(strings = {CHAT, MESSAGES})
    void ahundredMegabytesAreRefusedBeforeTheyCome(String path) {
        try (TestOrigin origin = Answers.chat(10, 5);
                ModelProxy proxy = ModelProxy.inFrontOf(origin.address(), KEYS);
                RawClient client = proxy.connect();
                H2Client second = H2Client.connect(proxy.address())) {
            Reply reply = client.send(
                            "POST " + path + " HTTP/1.1\r\nHost: a\r\nContent-Length: " + HUNDRED_MB + "\r\n\r\n")
                    .read();
            assertThat(reply.status()).isEqualTo(413);
            H2Stream other = second.open("POST", path, "content-length", HUNDRED_MB);
            assertThat(other.awaitHead().status()).isEqualTo(413);
            String type = path.equals(MESSAGES) ? "request_too_large" : "invalid_request_error";
            assertThat(reply.body()).contains("\"type\":\"" + type + "\"");
            assertThat(other.awaitEnd().text()).contains("\"type\":\"" + type + "\"");
            assertThat(origin.requests()).isEmpty();
            assertThat(proxy.entries()).isZero();
        }
    }

    @Test
    void aHundredMegabytesThatNobodyHasAnnouncedAreRefusedBeforeTheyAreReadAsAWhole() {
        try (TestOrigin origin = Answers.chat(10, 5);
                ModelProxy proxy = ModelProxy.inFrontOf(origin.address(), KEYS);
                H2Client client = H2Client.connect(proxy.address())) {
            H2Stream stream = client.open("POST", CHAT);
            byte[] piece = new byte[MIB];
            int taken = 0;
            while (taken < 100 && stream.send(piece, false)) {
                taken++;
            }
            assertThat(taken).isLessThan(40);
            assertThat(stream.awaitHead().status()).isEqualTo(413);
            assertThat(origin.requests()).isEmpty();
            assertThat(proxy.entries()).isZero();
        }
    }
}
