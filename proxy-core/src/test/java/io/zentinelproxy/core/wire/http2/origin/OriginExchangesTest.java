package io.zentinelproxy.core.wire.http2.origin;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.testkit.Fields;
import io.zentinelproxy.core.testkit.Pattern;
import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.Reply;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.h2.H2Client;
import io.zentinelproxy.core.testkit.h2.H2Code;
import io.zentinelproxy.core.testkit.h2.H2Origin;
import io.zentinelproxy.core.testkit.h2.H2Reply;
import io.zentinelproxy.core.testkit.h2.H2Request;
import io.zentinelproxy.core.testkit.h2.H2Step;
import io.zentinelproxy.core.wire.Messages;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One request to an origin of HTTP/2 and its answer: RFC 9113 section 8. */
class OriginExchangesTest {

    @Test
    void aRequestIsPseudoFieldsAndFieldsInLowerCase() {
        try (H2Origin origin = H2Origin.answering(200, "ok");
                RunningProxy proxy = Origins.inFrontOf(origin);
                RawClient client = proxy.connect()) {
            client.send("DELETE /a/b?c=d HTTP/1.1\r\nHost: www.A.test:8080\r\nX-Own: Value\r\nTE: trailers\r\n"
                            + "Connection: x-gone\r\nX-Gone: 1\r\nKeep-Alive: timeout=5\r\n\r\n")
                    .read();
            H2Request request = origin.onlyRequest();
            assertThat(request.head().lines())
                    .extracting(Fields.Line::name)
                    .startsWith(":method", ":scheme", ":authority", ":path")
                    .allMatch(name -> name.equals(name.toLowerCase(Locale.ROOT)))
                    .doesNotContain(
                            "host", "connection", "keep-alive", "x-gone", "transfer-encoding", "content-length");
            assertThat(request.method()).isEqualTo("DELETE");
            assertThat(request.path()).isEqualTo("/a/b?c=d");
            assertThat(request.authority()).isEqualTo("www.a.test:8080");
            assertThat(request.field("x-own")).isEqualTo("Value");
            assertThat(request.field("te")).isEqualTo("trailers");
            assertThat(request.field("via")).isEqualTo("1.1 zentinel");
        }
    }

    @Test
    void theAuthorityIsTheOneThatAFilterHasSet() {
        Piece renamed = Piece.filters("filter \"host\" { type \"headers\"; set \"Host\" \"inner.test\"; }");
        try (H2Origin origin = H2Origin.answering(200, "ok");
                RunningProxy proxy = Origins.inFrontOf(origin, renamed, Piece.route("filters \"host\""));
                RawClient client = proxy.connect()) {
            client.send(Messages.GET).read();
            assertThat(origin.onlyRequest().authority()).isEqualTo("inner.test");
        }
    }

    @Test
    void aRequestWithoutContentEndsWithItsHead() {
        try (H2Origin origin = H2Origin.answering(200, "ok");
                RunningProxy proxy = Origins.inFrontOf(origin);
                RawClient client = proxy.connect()) {
            client.send(Messages.GET).read();
            H2Request request = origin.onlyRequest();
            assertThat(request.body()).isEmpty();
            assertThat(request.connection().count(0)).as("frames of DATA").isZero();
        }
    }

    @Test
    void contentOfKnownLengthSaysItsLength() {
        try (H2Origin origin = H2Origin.echo();
                RunningProxy proxy = Origins.inFrontOf(origin);
                RawClient client = proxy.connect()) {
            Reply reply = client.send(Messages.postWith("Content-Length: 5\r\n", "hello"))
                    .read();
            assertThat(reply.body()).endsWith("\n\nhello");
            assertThat(origin.onlyRequest().field("content-length")).isEqualTo("5");
        }
    }

    @Test
    void chunkedContentAndItsTrailersGoOn() {
        try (H2Origin origin = H2Origin.echo();
                RunningProxy proxy = Origins.inFrontOf(origin);
                RawClient client = proxy.connect()) {
            client.send(Messages.postWith(
                            "Transfer-Encoding: chunked\r\nTrailer: grpc-x\r\n",
                            "5\r\nhello\r\n0\r\ngrpc-x: end\r\nX-Forged: 1\r\n\r\n"))
                    .read();
            H2Request request = origin.onlyRequest();
            assertThat(request.body()).isEqualTo("hello");
            assertThat(request.fields().has("content-length")).isFalse();
            assertThat(request.trailers().lines()).extracting(Fields.Line::name).containsExactly("grpc-x");
        }
    }

    @Test
    void answersHaveTheirFramingInTheClientsVersion() {
        List<H2Step> known = List.of(H2Step.head(200, "content-length", "3", "x-own", "Y"), H2Step.lastContent("abc"));
        List<H2Step> unknown = List.of(H2Step.head(200), H2Step.content("ab"), H2Step.lastContent("c"));
        List<H2Step> empty = List.of(H2Step.only(200));
        try (H2Origin origin = H2Origin.inOrder(known, unknown, empty);
                RunningProxy proxy = Origins.inFrontOf(origin);
                RawClient client = proxy.connect()) {
            Reply first = client.send(Messages.GET).read();
            assertThat(first.field("content-length")).isEqualTo("3");
            assertThat(first.field("x-own")).isEqualTo("Y");
            assertThat(first.field("via")).isEqualTo("2.0 zentinel");
            Reply second = client.send(Messages.GET).read();
            assertThat(second.body()).isEqualTo("abc");
            assertThat(second.field("transfer-encoding")).isEqualTo("chunked");
            Reply third = client.send(Messages.GET).read();
            assertThat(third.field("content-length")).isEqualTo("0");
            assertThat(third.complete()).isTrue();
            assertThat(origin.connections()).isOne();
        }
    }

    @Test
    void trailersOfAnAnswerGoOn() {
        try (H2Origin origin = H2Origin.doing(
                        H2Step.head(200, "trailer", "grpc-status"),
                        H2Step.content("abc"),
                        H2Step.trailers("grpc-status", "0", "content-type", "forged"));
                RunningProxy proxy = Origins.inFrontOf(origin);
                RawClient client = proxy.connect()) {
            Reply reply = client.send(Messages.GET).read();
            assertThat(reply.body()).isEqualTo("abc");
            assertThat(reply.trailers().lines()).extracting(Fields.Line::name).containsExactly("grpc-status");
        }
    }

    @Test
    void interimAnswersGoOnBeforeTheFinalOne() {
        try (H2Origin origin = H2Origin.doing(
                        new H2Step.Section(List.of(":status", "103", "link", "</a>"), false),
                        H2Step.head(200, "content-length", "2"),
                        H2Step.lastContent("ok"));
                RunningProxy proxy = Origins.inFrontOf(origin);
                RawClient client = proxy.connect()) {
            Reply hints = client.send(Messages.GET).readInterim();
            assertThat(hints.statusLine()).isEqualTo("HTTP/1.1 103 Early Hints");
            assertThat(hints.field("link")).isEqualTo("</a>");
            assertThat(client.read().body()).isEqualTo("ok");
        }
    }

    @Test
    void aClientThatAsksForItIsToldToContinueByTheOrigin() {
        try (H2Origin origin = H2Origin.doing(
                        new H2Step.Section(List.of(":status", "100"), false),
                        new H2Step.ReadContent(),
                        H2Step.only(204));
                RunningProxy proxy = Origins.inFrontOf(origin);
                RawClient client = proxy.connect()) {
            client.send(Messages.postWith("Content-Length: 3\r\nExpect: 100-continue\r\n", ""));
            assertThat(client.readInterim().status()).isEqualTo(100);
            assertThat(client.send("abc").read().status()).isEqualTo(204);
            assertThat(origin.onlyRequest().body()).isEqualTo("abc");
        }
    }

    @Test
    void answersWithoutContentHaveNone() {
        List<H2Step> bare = List.of(H2Step.only(304, "content-length", "5", "etag", "\"a\""));
        List<H2Step> none = List.of(H2Step.only(204));
        List<H2Step> ended = List.of(H2Step.head(204), H2Step.lastContent(""));
        try (H2Origin origin = H2Origin.inOrder(bare, none, ended);
                RunningProxy proxy = Origins.inFrontOf(origin);
                RawClient client = proxy.connect()) {
            Reply unmodified = client.send(Messages.GET).read();
            assertThat(unmodified.status()).isEqualTo(304);
            assertThat(unmodified.field("content-length")).isEqualTo("5");
            assertThat(client.send(Messages.GET).read().status()).isEqualTo(204);
            assertThat(client.send(Messages.GET).read().status()).isEqualTo(204);
            assertThat(origin.connections()).isOne();
        }
    }

    @Test
    void headKeepsTheLengthThatGetWouldHave() {
        try (H2Origin origin = H2Origin.inOrder(
                        List.of(H2Step.only(200, "content-length", "5")),
                        List.of(H2Step.only(200)),
                        List.of(H2Step.head(200, "content-length", "7"), H2Step.lastContent("")));
                RunningProxy proxy = Origins.inFrontOf(origin);
                RawClient client = proxy.connect()) {
            String head = "HEAD / HTTP/1.1\r\nHost: a.test\r\n\r\n";
            assertThat(client.send(head).readAnswerTo("HEAD").field("content-length"))
                    .isEqualTo("5");
            Reply silent = client.send(head).readAnswerTo("HEAD");
            assertThat(silent.fields().has("content-length")).isFalse();
            assertThat(silent.fields().has("transfer-encoding")).isFalse();
            assertThat(client.send(head).readAnswerTo("HEAD").field("content-length"))
                    .isEqualTo("7");
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {65_535, 65_536, 1 << 20, 40 << 20})
    void longContentComesThroughBothWays(long octets) {
        try (H2Origin origin = H2Origin.doing(
                        new H2Step.ReadContent(), H2Step.head(200), new H2Step.SendPattern(octets, true));
                RunningProxy proxy = Origins.inFrontOf(origin, Piece.limits("max-body-size \"64MB\""));
                H2Client client = H2Client.connect(proxy.address())) {
            var stream = client.open("POST", "/");
            stream.sendPattern(octets, true);
            H2Reply reply = stream.awaitReply();
            assertThat(reply.content().length()).isEqualTo(octets);
            assertThat(reply.content().crc32()).isEqualTo(Pattern.crc32(octets));
            assertThat(origin.onlyRequest().content().crc32()).isEqualTo(Pattern.crc32(octets));
            assertThat(origin.onlyRequest().content().length()).isEqualTo(octets);
        }
    }

    @Test
    void anAnswerThatComesBeforeTheContentIsThroughIsPassedOnAtOnce() {
        try (H2Origin origin = H2Origin.doing(
                        H2Step.head(413, "content-length", "3"),
                        H2Step.lastContent("big"),
                        new H2Step.Reset(H2Code.NO_ERROR));
                RunningProxy proxy = Origins.inFrontOf(origin);
                RawClient client = proxy.connect()) {
            client.send(Messages.postWith("Content-Length: 1000000\r\n", "only a part"));
            Reply reply = client.read();
            assertThat(reply.status()).isEqualTo(413);
            assertThat(reply.body()).isEqualTo("big");
            assertThat(client.awaitClosed()).isTrue();
        }
    }

    @Test
    void whatIsLeftOfARequestThatIsAnsweredIsTakenBack() {
        try (H2Origin origin = H2Origin.doing(H2Step.only(403));
                RunningProxy proxy = Origins.inFrontOf(origin);
                RawClient client = proxy.connect();
                RawClient other = proxy.connect()) {
            client.send(Messages.postWith("Content-Length: 1000000\r\n", "only a part"));
            assertThat(client.read().status()).isEqualTo(403);
            assertThat(origin.onlyRequest().awaitReset()).isEqualTo(H2Code.CANCEL);
            assertThat(other.send(Messages.GET).read().status()).isEqualTo(403);
            assertThat(origin.connections()).as("it costs the stream alone").isOne();
        }
    }

    @Test
    void bothDirectionsFlowAtOnce() {
        CountDownLatch heard = new CountDownLatch(1);
        try (H2Origin origin = H2Origin.doing(
                        H2Step.head(200),
                        H2Step.content("first"),
                        new H2Step.WaitFor(heard),
                        H2Step.lastContent("last"));
                RunningProxy proxy = Origins.inFrontOf(origin);
                H2Client client = H2Client.connect(proxy.address())) {
            var stream = client.open("POST", "/");
            stream.data("one", false);
            stream.awaitHead();
            stream.awaitContent(5);
            stream.data("two", true);
            origin.awaitRequests(1).getFirst().content();
            heard.countDown();
            assertThat(stream.awaitReply().body()).isEqualTo("firstlast");
            assertThat(origin.onlyRequest().body()).isEqualTo("onetwo");
        }
    }

    @Test
    void manyFieldsAndLongOnesComeThrough() {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < 60; i++) {
            lines.append("X-Field-")
                    .append(i)
                    .append(": ")
                    .append("v".repeat(i * 2))
                    .append("\r\n");
        }
        try (H2Origin origin = H2Origin.echo();
                RunningProxy proxy = Origins.inFrontOf(origin, Piece.limits("max-header-size 32768"));
                RawClient client = proxy.connect()) {
            for (int i = 0; i < 3; i++) {
                Reply reply = client.send(Messages.getWith(lines.toString())).read();
                assertThat(reply.body()).contains("x-field-59: " + "v".repeat(118) + "\n");
            }
            assertThat(origin.connections()).isOne();
        }
    }
}
