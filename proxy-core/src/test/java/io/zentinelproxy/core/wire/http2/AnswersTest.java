package io.zentinelproxy.core.wire.http2;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.testkit.Fields;
import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.Step;
import io.zentinelproxy.core.testkit.TestOrigin;
import io.zentinelproxy.core.testkit.h2.H2Client;
import io.zentinelproxy.core.testkit.h2.H2Code;
import io.zentinelproxy.core.testkit.h2.H2Reply;
import io.zentinelproxy.core.testkit.h2.H2Stream;
import io.zentinelproxy.core.wire.Messages;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers of an HTTP/1.1 origin as a client of HTTP/2 gets them: RFC 9113 sections 8.1 and 8.3.2. */
class AnswersTest {

    /** The answer to the method, and proof that the connection serves on. */
    private static H2Reply answered(String method, String response) {
        try (TestOrigin origin = TestOrigin.answering(response);
                RunningProxy proxy = RunningProxy.inFrontOf(origin);
                H2Client client = H2Client.connect(proxy.address())) {
            H2Reply reply = client.request(method, "/").awaitReply();
            assertThat(client.request(method, "/").awaitReply().status()).isEqualTo(reply.status());
            return reply;
        }
    }

    @Test
    void lengthAndContentAreTheOrigins() {
        H2Reply reply = answered("GET", Messages.okWith("Content-Length: 5\r\nX-Own: Y\r\n", "a\r\n\0b"));
        assertThat(reply.field("content-length")).isEqualTo("5");
        assertThat(reply.body()).isEqualTo("a\r\n\0b");
        assertThat(reply.field("x-own")).isEqualTo("Y");
    }

    /** Section 8.2.1. */
    @Test
    void namesAreInLowerCase() {
        H2Reply reply = answered("GET", Messages.okWith("Content-Length: 0\r\nX-OWN: Y\r\nETag: \"A\"\r\n", ""));
        assertThat(reply.fields().lines())
                .extracting(Fields.Line::name)
                .allMatch(name -> name.equals(name.toLowerCase(Locale.ROOT)));
        assertThat(reply.field("etag")).isEqualTo("\"A\"");
    }

    @Test
    void chunkedContentLosesItsFraming() {
        H2Reply reply = answered(
                "GET", Messages.okWith("Transfer-Encoding: chunked\r\n", "3;x\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"));
        assertThat(reply.body()).isEqualTo("abcde");
        assertThat(reply.fields().has("transfer-encoding")).isFalse();
        assertThat(reply.fields().has("content-length")).isFalse();
    }

    @Test
    void emptyAnswersAreComplete() {
        assertThat(answered("GET", Messages.okWith("Content-Length: 0\r\n", "")).field("content-length"))
                .isEqualTo("0");
        assertThat(answered("GET", Messages.okWith("Transfer-Encoding: chunked\r\n", "0\r\n\r\n"))
                        .body())
                .isEmpty();
    }

    @Test
    void headKeepsTheLengthThatGetWouldHave() {
        H2Reply reply = answered("HEAD", Messages.okWith("Content-Length: 5\r\n", ""));
        assertThat(reply.field("content-length")).isEqualTo("5");
        assertThat(reply.content().length()).isZero();
        answered("HEAD", Messages.okWith("Transfer-Encoding: chunked\r\n", ""));
    }

    @Test
    void noContentHasNone() {
        H2Reply reply = answered("GET", "HTTP/1.1 204 No Content\r\nX: y\r\n\r\n");
        assertThat(reply.field("x")).isEqualTo("y");
        assertThat(reply.fields().has("content-length")).isFalse();
    }

    @Test
    void notModifiedKeepsTheLengthAndHasNoContent() {
        H2Reply reply = answered("GET", "HTTP/1.1 304 Not Modified\r\nETag: \"a\"\r\nContent-Length: 500\r\n\r\n");
        assertThat(reply.field("content-length")).isEqualTo("500");
        assertThat(reply.content().length()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 201, 299, 301, 400, 404, 418, 500, 503, 599})
    void statusIsTheOrigins(int status) {
        assertThat(answered("GET", "HTTP/1.1 " + status + " Whatever\r\nContent-Length: 2\r\n\r\nok")
                        .status())
                .isEqualTo(status);
    }

    @Test
    void repeatedFieldsKeepTheirOrder() {
        H2Reply reply = answered(
                "GET", Messages.okWith("Set-Cookie: a=1\r\nX: y\r\nSet-Cookie: b=2\r\nContent-Length: 0\r\n", ""));
        assertThat(reply.fields().all("set-cookie")).containsExactly("a=1", "b=2");
    }

    /** Section 8.2.2. */
    @Test
    void fieldsOfTheOriginsConnectionStayThere() {
        H2Reply reply = answered(
                "GET",
                Messages.okWith(
                        "Connection: keep-alive, X-Hop\r\nKeep-Alive: timeout=5\r\nProxy-Connection: keep-alive\r\nX-Hop: 1\r\n"
                                + "Upgrade: h2c\r\nContent-Length: 2\r\n",
                        "ok"));
        for (String name : new String[] {"connection", "keep-alive", "proxy-connection", "x-hop", "upgrade"}) {
            assertThat(reply.fields().has(name)).as(name).isFalse();
        }
        assertThat(reply.body()).isEqualTo("ok");
    }

    @Test
    void aClosingOriginClosesNothingHere() {
        assertThat(answered("GET", Messages.okWith("Connection: close\r\nContent-Length: 2\r\n", "ok"))
                        .body())
                .isEqualTo("ok");
    }

    @Test
    void trailersComeBehindTheContent() {
        H2Reply reply = answered(
                "GET",
                Messages.okWith(
                        "Trailer: X-Sum\r\nTransfer-Encoding: chunked\r\n",
                        "3\r\nabc\r\n0\r\nX-Sum: 1234\r\nSet-Cookie: evil=1\r\n\r\n"));
        assertThat(reply.body()).isEqualTo("abc");
        assertThat(reply.trailers().lines()).containsExactly(new Fields.Line("x-sum", "1234"));
    }

    @Test
    void viaSaysWhatTheOriginSpoke() {
        assertThat(answered("GET", Messages.okWith("Content-Length: 0\r\nVia: 1.0 fred\r\n", ""))
                        .field("via"))
                .isEqualTo("1.0 fred, 1.1 zentinel");
    }

    @Test
    void interimAnswersComeFirst() {
        String answer = "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </b>\r\n\r\n";
        H2Reply reply = answered("GET", answer + Messages.OK);
        assertThat(reply.interim()).extracting(fields -> fields.only("link")).containsExactly("</a>", "</b>");
        assertThat(reply.interim()).allMatch(fields -> fields.only(":status").equals("103"));
        assertThat(reply.body()).isEqualTo("ok");
    }

    @Test
    void contentIsAwaitedWhereTheClientAsksForIt() {
        try (TestOrigin origin = TestOrigin.doing(
                        Step.send("HTTP/1.1 100 Continue\r\n\r\n"), new Step.ReadBody(), Step.send(Messages.OK));
                RunningProxy proxy = RunningProxy.inFrontOf(origin);
                H2Client client = H2Client.connect(proxy.address())) {
            H2Stream stream = client.open("POST", "/", "expect", "100-continue", "content-length", "3");
            assertThat(stream.awaitSection(1).only(":status")).isEqualTo("100");
            assertThat(stream.data("abc", true).awaitReply().body()).isEqualTo("ok");
            assertThat(origin.onlyRequest().body()).isEqualTo("abc");
        }
    }

    /** RFC 9113 section 8.6: HTTP/2 has no 101. */
    @Test
    void switchingProtocolsIsNoAnswer() {
        try (TestOrigin origin = TestOrigin.answering("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n");
                RunningProxy proxy = RunningProxy.inFrontOf(origin);
                H2Client client = H2Client.connect(proxy.address())) {
            assertThat(client.get("/").awaitReply().status()).isEqualTo(502);
        }
    }

    @Test
    void contentComesAsTheOriginSendsIt() {
        CountDownLatch rest = new CountDownLatch(1);
        try (TestOrigin origin = TestOrigin.doing(
                        Step.send(Messages.okWith("Content-Length: 6\r\n", "abc")),
                        new Step.WaitFor(rest),
                        Step.send("def"));
                RunningProxy proxy = RunningProxy.inFrontOf(origin);
                H2Client client = H2Client.connect(proxy.address())) {
            H2Stream stream = client.get("/");
            stream.awaitContent(3);
            rest.countDown();
            assertThat(stream.awaitReply().body()).isEqualTo("abcdef");
        }
    }

    /** Section 8.1: an answer that the origin has broken off must not look complete. */
    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 6\r\n\r\nabc", "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n"})
    void anAnswerThatIsTornIsTornForTheClientToo(String rest) {
        try (TestOrigin origin = TestOrigin.doing(Step.send("HTTP/1.1 200 OK\r\n" + rest), new Step.Close());
                RunningProxy proxy = RunningProxy.inFrontOf(origin);
                H2Client client = H2Client.connect(proxy.address())) {
            H2Stream stream = client.get("/");
            assertThat(stream.awaitReset()).isNotEqualTo(H2Code.NO_ERROR);
            assertThat(stream.content().complete()).isFalse();
            client.roundTrip();
        }
    }

    @Test
    void originsThatCannotBeReachedAreToldInAnAnswer() {
        try (TestOrigin origin = TestOrigin.doing(new Step.Close());
                RunningProxy proxy = RunningProxy.inFrontOf(origin);
                H2Client client = H2Client.connect(proxy.address())) {
            H2Reply reply = client.get("/").awaitReply();
            assertThat(reply.status()).isEqualTo(502);
            assertThat(reply.field("content-length"))
                    .isEqualTo(Long.toString(reply.content().length()));
            assertThat(client.get("/").awaitReply().status()).isEqualTo(502);
        }
    }

    @Test
    void answersOfOurOwnAreServedAsWell() {
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.inFrontOf(
                        origin,
                        Piece.routes("route \"one\" {\nmatches { path-prefix \"/one\"; }\nupstream \"origin\"\n}"));
                H2Client client = H2Client.connect(proxy.address())) {
            assertThat(client.get("/other").awaitReply().status()).isEqualTo(404);
            assertThat(client.get("/one").awaitReply().status()).isEqualTo(200);
            H2Reply head = client.request("HEAD", "/other").awaitReply();
            assertThat(head.status()).isEqualTo(404);
            assertThat(head.content().length()).isZero();
        }
    }

    /** RFC 9113 section 8.1: the client need not send the rest, and is told so by a reset without error. */
    @Test
    void anEarlyAnswerIsWholeAndTheRestOfTheRequestUnwanted() {
        try (TestOrigin origin = TestOrigin.doing(Step.send(Messages.OK), new Step.ReadBody());
                RunningProxy proxy = RunningProxy.inFrontOf(origin);
                H2Client client = H2Client.connect(proxy.address())) {
            H2Stream stream = client.open("POST", "/", "content-length", "6").data("abc", false);
            assertThat(stream.awaitReply().body()).isEqualTo("ok");
            assertThat(client.get("/next").awaitReply().status()).isEqualTo(200);
            stream.reset(H2Code.CANCEL);
            client.roundTrip();
        }
    }
}
