package io.zentinelproxy.core.wire.http2;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.testkit.Body;
import io.zentinelproxy.core.testkit.Fields;
import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.ReceivedRequest;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.TestOrigin;
import io.zentinelproxy.core.testkit.h2.H2Client;
import io.zentinelproxy.core.testkit.h2.H2Frame;
import io.zentinelproxy.core.testkit.h2.H2Reply;
import io.zentinelproxy.core.testkit.h2.H2Stream;
import io.zentinelproxy.core.testkit.h2.HpackBlock;
import io.zentinelproxy.core.wire.Messages;
import java.util.Arrays;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests of HTTP/2 as an origin of HTTP/1.1 gets them: RFC 9113 sections 8.1 to 8.3, RFC 9110 section 7.6. */
class RequestsTest {

    /** What the origin got of this, after an answer. */
    private static ReceivedRequest forwarded(Function<H2Client, H2Stream> asking, Piece... pieces) {
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.inFrontOf(origin, pieces);
                H2Client client = H2Client.connect(proxy.address())) {
            H2Reply reply = asking.apply(client).awaitReply();
            assertThat(reply.status()).isEqualTo(200);
            return origin.onlyRequest();
        }
    }

    private static ReceivedRequest get(String... fields) {
        return forwarded(client -> client.get("/", fields));
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND", "get"})
    void methodsWithoutContentHaveNone(String method) {
        ReceivedRequest request = forwarded(client -> client.request(method, "/p?q=1"));
        assertThat(request.method()).isEqualTo(method);
        assertThat(request.target()).isEqualTo("/p?q=1");
        assertThat(request.version()).isEqualTo("HTTP/1.1");
        assertThat(request.fields().has("Transfer-Encoding")).isFalse();
        assertThat(request.fields().all("Content-Length")).isSubsetOf("0");
        assertThat(request.content().length()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND"})
    void contentWithoutALengthIsChunked(String method) {
        ReceivedRequest request =
                forwarded(client -> client.open(method, "/").data("con", false).data("tent", true));
        assertThat(request.content().framing()).isEqualTo(Body.Framing.CHUNKED);
        assertThat(request.fields().has("Content-Length")).isFalse();
        assertThat(request.body()).isEqualTo("content");
        assertThat(request.content().complete()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND"})
    void aLengthIsKept(String method) {
        ReceivedRequest request = forwarded(client -> client.open(method, "/", "content-length", "7")
                .data("con", false)
                .data("tent", true));
        assertThat(request.field("Content-Length")).isEqualTo("7");
        assertThat(request.fields().has("Transfer-Encoding")).isFalse();
        assertThat(request.body()).isEqualTo("content");
    }

    @Test
    void aLengthOfNothingIsKept() {
        assertThat(forwarded(client -> client.request("POST", "/", "content-length", "0"))
                        .field("Content-Length"))
                .isEqualTo("0");
        assertThat(forwarded(client ->
                                client.open("POST", "/", "content-length", "0").data("", true))
                        .field("Content-Length"))
                .isEqualTo("0");
    }

    @Test
    void contentThatTurnsOutEmptyIsComplete() {
        ReceivedRequest request = forwarded(client -> client.open("POST", "/").data("", true));
        assertThat(request.content().length()).isZero();
        assertThat(request.content().complete()).isTrue();
    }

    @Test
    void paddingIsNoContent() {
        ReceivedRequest request = forwarded(client -> {
            H2Stream stream = client.open("POST", "/", "content-length", "4");
            client.send(
                    H2Frame.padded(stream.id(), "ab", 255, false),
                    H2Frame.padded(stream.id(), "", 10, false),
                    H2Frame.padded(stream.id(), "cd", 0, true));
            return stream;
        });
        assertThat(request.body()).isEqualTo("abcd");
    }

    @Test
    void trailersGoOnWhereTheirDefinitionAllowsIt() {
        ReceivedRequest request = forwarded(client -> client.open("POST", "/", "trailer", "content-digest")
                .data("abc", false)
                .fields(true, "content-digest", "1234", "x-user", "admin", "content-length", "0", "host", "evil.test"));
        assertThat(request.body()).isEqualTo("abc");
        assertThat(request.content().trailers().lines())
                .extracting(line -> line.name().toLowerCase())
                .containsExactly("content-digest");
    }

    @Test
    void trailersWithoutContentAreTheEnd() {
        ReceivedRequest request = forwarded(client -> client.open("POST", "/").fields(true, "content-digest", "1234"));
        assertThat(request.content().complete()).isTrue();
        assertThat(request.content().length()).isZero();
    }

    @Test
    void namesStayInLowerCaseAndRepeatedFieldsInOrder() {
        ReceivedRequest request =
                get("x-many", "1", "x-other", "", "x-many", "2", "x-!#$%&'*+.^_`|~", "a\tb, \u00e9\u0080\u00ff");
        assertThat(request.fields().all("x-many")).containsExactly("1", "2");
        assertThat(request.head()).contains("x-many: 1\r\n");
        assertThat(request.field("x-other")).isEmpty();
        assertThat(request.field("x-!#$%&'*+.^_`|~")).isEqualTo("a\tb, \u00e9\u0080\u00ff");
    }

    @Test
    void authorityBecomesHostAndNoPseudoFieldGoesOn() {
        ReceivedRequest request = forwarded(client -> client.open(
                HpackBlock.of(":method", "GET", ":path", "/", ":authority", "shop.test:8080", ":scheme", "http"),
                true));
        assertThat(request.field("Host")).isEqualTo("shop.test:8080");
        assertThat(request.fields().lines()).extracting(Fields.Line::name).noneMatch(name -> name.startsWith(":"));
    }

    @Test
    void hostStandsInForAnAuthority() {
        assertThat(forwarded(client -> client.open(
                                HpackBlock.of(":method", "GET", ":path", "/", ":scheme", "http", "host", "shop.test"),
                                true))
                        .field("Host"))
                .isEqualTo("shop.test");
    }

    @Test
    void hostThatAgreesWithTheAuthorityIsSentOnce() {
        assertThat(get("host", "a.test").field("Host")).isEqualTo("a.test");
    }

    /** RFC 9113 section 8.2.3. */
    @Test
    void cookieCrumbsAreJoined() {
        ReceivedRequest request = get("cookie", "a=b", "x", "y", "cookie", "c=d", "cookie", "e=f; g=h");
        assertThat(request.field("Cookie")).isEqualTo("a=b; c=d; e=f; g=h");
        assertThat(get("cookie", "a=b").field("Cookie")).isEqualTo("a=b");
    }

    @Test
    void teTrailersGoesOn() {
        assertThat(get("te", "trailers").field("TE")).isEqualTo("trailers");
        assertThat(get().fields().has("TE")).isFalse();
    }

    /** Of the proxy, that is: RFC 9110 section 9.3.7. */
    @Test
    void optionsOfTheServerAsAWholeAreOurs() {
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.inFrontOf(origin);
                H2Client client = H2Client.connect(proxy.address())) {
            H2Reply reply = client.request("OPTIONS", "*").awaitReply();
            assertThat(reply.status()).isEqualTo(204);
            assertThat(reply.fields().has("allow")).isTrue();
            assertThat(origin.requests()).isEmpty();
        }
    }

    @Test
    void originIsToldWhoAskedForWhatThroughWhat() {
        ReceivedRequest request = get("via", "1.0 barney");
        assertThat(request.field("X-Forwarded-For")).isEqualTo("127.0.0.1");
        assertThat(request.field("X-Forwarded-Proto")).isEqualTo("http");
        assertThat(request.field("X-Forwarded-Host")).isEqualTo("a.test");
        assertThat(request.field("X-Real-IP")).isEqualTo("127.0.0.1");
        assertThat(request.fields().has("X-Request-Id")).isTrue();
        assertThat(String.join(", ", request.fields().all("Via"))).isEqualTo("1.0 barney, 2.0 zentinel");
    }

    @Test
    void aTrustedProxyContinuesItsChain() {
        ReceivedRequest request = forwarded(
                client -> client.get("/", "x-forwarded-for", "6.6.6.6", "x-forwarded-proto", "https"),
                Piece.listener("trusted-proxies \"127.0.0.0/8\""));
        assertThat(String.join(", ", request.fields().all("X-Forwarded-For"))).isEqualTo("6.6.6.6, 127.0.0.1");
        assertThat(request.field("X-Forwarded-Proto")).isEqualTo("https");
    }

    /** Whatever way the octets of a field block were written and cut. */
    @Test
    void fieldBlocksMayUseAllOfHpackAndManyFrames() {
        ReceivedRequest request = forwarded(
                client -> {
                    HpackBlock block = new HpackBlock()
                            .tableSize(0)
                            .tableSize(4096)
                            .index(2) // :method GET
                            .index(6) // :scheme http
                            .indexedName(1, "a.test")
                            .huffmanField(":path", "/huffman")
                            .indexedField("x-kept", "value")
                            .index(62)
                            .neverIndexedField("authorization", "Basic eA==")
                            .huffmanField("x-octets", "\u00e9\u00ff~");
                    byte[] octets = block.octets();
                    int id = client.nextStream();
                    client.send(H2Frame.headers(id, Arrays.copyOf(octets, 1), H2Frame.END_STREAM));
                    for (int at = 1; at < octets.length; at++) {
                        client.send(H2Frame.continuation(
                                id, Arrays.copyOfRange(octets, at, at + 1), at == octets.length - 1));
                    }
                    return client.stream(id);
                },
                Piece.listener("request-timeout-secs 30"));
        assertThat(request.target()).isEqualTo("/huffman");
        assertThat(request.fields().all("x-kept")).containsExactly("value", "value");
        assertThat(request.field("Authorization")).isEqualTo("Basic eA==");
        assertThat(request.field("x-octets")).isEqualTo("\u00e9\u00ff~");
    }

    @Test
    void headersMayBePaddedAndCarryAnOldPriority() {
        ReceivedRequest request = forwarded(client -> {
            byte[] block = HpackBlock.request("GET", "/padded").octets();
            byte[] payload = new byte[1 + 5 + block.length + 20];
            payload[0] = 20;
            payload[4] = 0;
            payload[5] = 15;
            System.arraycopy(block, 0, payload, 6, block.length);
            int id = client.nextStream();
            client.send(H2Frame.headers(
                    id, payload, H2Frame.END_HEADERS | H2Frame.END_STREAM | H2Frame.PADDED | H2Frame.PRIORITIZED));
            return client.stream(id);
        });
        assertThat(request.target()).isEqualTo("/padded");
    }
}
