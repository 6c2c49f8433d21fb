package io.zentinelproxy.core.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.json.Json;
import io.zentinelproxy.core.json.JsonNumber;
import io.zentinelproxy.core.json.JsonObject;
import io.zentinelproxy.core.json.JsonString;
import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.Reply;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.TestOrigin;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client is told when we answer ourselves: JSON to programs, HTML to browsers, text to everybody else. */
class FaultPagesTest {

    private static final String BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

    private static TestOrigin origin;
    private static RunningProxy proxy;

    @BeforeAll
    static void start() {
        origin = TestOrigin.answering(Messages.OK);
        proxy = RunningProxy.inFrontOf(
                origin, Piece.routes("route \"r\" { matches { path \"/served\"; }; upstream \"origin\"; }"));
    }

    @AfterAll
    static void stop() {
        proxy.close();
        origin.close();
    }

    private static Reply notFound(String fieldLines) {
        try (RawClient client = proxy.connect()) {
            Reply reply = client.send(Messages.getWith(fieldLines)).read();
            assertThat(reply.status()).isEqualTo(404);
            assertThat(reply.reason()).isEqualTo("Not Found");
            assertThat(reply.body()).contains(reply.field("X-Request-Id"));
            return reply;
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/json",
                "application/json, text/plain;q=0.5",
                "Application/JSON;charset=utf-8",
                "application/problem+json, application/json"
            })
    void programsGetJson(String accept) throws Exception {
        isJson(notFound("Accept: " + accept + "\r\n"));
    }

    @Test
    void requestWithJsonContentGetsJson() throws Exception {
        isJson(notFound("Content-Type: application/json\r\nContent-Length: 0\r\n"));
        isJson(notFound("Accept: */*\r\nContent-Type: application/json; charset=utf-8\r\nContent-Length: 0\r\n"));
    }

    private static void isJson(Reply reply) throws Exception {
        assertThat(reply.field("Content-Type")).startsWith("application/json");
        JsonObject document = (JsonObject) Json.parse(reply.body().getBytes(StandardCharsets.ISO_8859_1));
        JsonObject error = (JsonObject) document.get("error");
        assertThat(error.get("status")).isEqualTo(JsonNumber.of(404));
        assertThat(error.get("reason")).isEqualTo(new JsonString("no_route"));
        assertThat(error.get("message")).isInstanceOf(JsonString.class);
        assertThat(error.get("request_id")).isEqualTo(new JsonString(reply.field("X-Request-Id")));
    }

    @Test
    void browsersGetHtml() {
        Reply reply = notFound("Accept: " + BROWSER + "\r\n");
        assertThat(reply.field("Content-Type")).startsWith("text/html");
        assertThat(reply.body()).contains("<html").contains("404");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Accept: */*\r\n", "Accept: image/png\r\n", "Accept: text/plain\r\n"})
    void everybodyElseGetsText(String fieldLines) {
        Reply reply = notFound(fieldLines);
        assertThat(reply.field("Content-Type")).startsWith("text/plain");
        assertThat(reply.body()).contains("404");
    }

    /** Nothing of the request is shown back: a page that quotes it runs its scripts. */
    @Test
    void nothingOfTheRequestIsQuoted() {
        try (RawClient client = proxy.connect()) {
            Reply reply = client.send(
                            "GET /<script>alert(1)</script>?<script> HTTP/1.1\r\nHost: a.test\r\nX: <script>\r\nAccept: text/html\r\n\r\n")
                    .read();
            assertThat(reply.status()).isIn(400, 404);
            assertThat(reply.body()).doesNotContain("script");
        }
    }

    @Test
    void answerToHeadHasTheLengthButNoContent() {
        try (RawClient client = proxy.connect()) {
            String head = "HEAD / HTTP/1.1\r\nHost: a.test\r\n\r\n";
            Reply reply = client.send(head).readAnswerTo("HEAD");
            assertThat(reply.status()).isEqualTo(404);
            assertThat(Integer.parseInt(reply.field("Content-Length"))).isPositive();
            assertThat(client.send(head).readAnswerTo("HEAD").status()).isEqualTo(404);
        }
    }

    @Test
    void connectionGoesOnAfterAnHonestRequestThatWasNotFound() {
        try (RawClient client = proxy.connect()) {
            for (int i = 0; i < 3; i++) {
                assertThat(client.send(Messages.postWith("Content-Length: 3\r\n", "abc"))
                                .read()
                                .status())
                        .isEqualTo(404);
            }
            assertThat(client.send(Messages.get("/served")).read().status()).isEqualTo(200);
        }
    }

    @Test
    void errorsOfTheOriginAreItsOwn() {
        try (TestOrigin failing = TestOrigin.answering(
                        "HTTP/1.1 500 Oops\r\nContent-Type: text/x-own\r\nContent-Length: 4\r\n\r\nmine");
                RunningProxy other = RunningProxy.inFrontOf(failing);
                RawClient client = other.connect()) {
            Reply reply = client.send(Messages.getWith("Accept: application/json\r\n"))
                    .read();
            assertThat(reply.statusLine()).isEqualTo("HTTP/1.1 500 Oops");
            assertThat(reply.field("Content-Type")).isEqualTo("text/x-own");
            assertThat(reply.body()).isEqualTo("mine");
        }
    }
}
