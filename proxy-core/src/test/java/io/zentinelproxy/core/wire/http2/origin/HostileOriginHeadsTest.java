package io.zentinelproxy.core.wire.http2.origin;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.h2.H2Code;
import io.zentinelproxy.core.testkit.h2.H2Frame;
import io.zentinelproxy.core.testkit.h2.H2Origin;
import io.zentinelproxy.core.testkit.h2.H2Step;
import io.zentinelproxy.core.testkit.h2.HpackBlock;
import io.zentinelproxy.core.wire.Messages;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Answers that are none: RFC 9113 sections 8.1.1, 8.2 and 8.3.2. Each costs its stream, and the connection serves others. */
class HostileOriginHeadsTest {

    private static Arguments head(String what, String... fields) {
        return Arguments.of(what, List.of(new H2Step.Section(List.of(fields), false), H2Step.lastContent("ok")));
    }

    private static Arguments steps(String what, H2Step... steps) {
        return Arguments.of(what, List.of(steps));
    }

    static Stream<Arguments> heads() {
        return Stream.of(
                head("no status", "content-type", "text/plain"),
                head("a status behind a field", "content-type", "text/plain", ":status", "200"),
                head("two of them", ":status", "200", ":status", "200"),
                head("two that differ", ":status", "200", ":status", "404"),
                head("another pseudo-field", ":status", "200", ":path", "/"),
                head("an unknown one", ":status", "200", ":odd", "1"),
                head("one behind a field", ":status", "200", "a", "b", ":odd", "1"),
                head("two digits", ":status", "20"),
                head("four", ":status", "2000"),
                head("a sign", ":status", "+20"),
                head("blanks", ":status", " 20"),
                head("none", ":status", ""),
                head("less than 100", ":status", "099"),
                head("more than 599", ":status", "600"),
                head("switching protocols", ":status", "101"),
                head("a name in upper case", ":status", "200", "X-Upper", "1"),
                head("a blank in a name", ":status", "200", "a b", "1"),
                head("a colon in a name", ":status", "200", "a:b", "1"),
                head("a line end in a name", ":status", "200", "a\r\nb", "1"),
                head("an empty name", ":status", "200", "", "1"),
                head("a line end in a value", ":status", "200", "a", "b\r\nset-cookie: c=d"),
                head("a bare CR", ":status", "200", "a", "b\rc"),
                head("a bare LF", ":status", "200", "a", "b\nc"),
                head("a NUL", ":status", "200", "a", "b\0c"),
                head("a blank before a value", ":status", "200", "a", " b"),
                head("a tab behind one", ":status", "200", "a", "b\t"),
                head("connection", ":status", "200", "connection", "close"),
                head("keep-alive", ":status", "200", "keep-alive", "timeout=5"),
                head("proxy-connection", ":status", "200", "proxy-connection", "close"),
                head("transfer-encoding", ":status", "200", "transfer-encoding", "chunked"),
                head("upgrade", ":status", "200", "upgrade", "websocket"),
                head("a length that is none", ":status", "200", "content-length", "2x"),
                head("two lengths", ":status", "200", "content-length", "2", "content-length", "2"),
                head("a list of lengths", ":status", "200", "content-length", "2, 2"),
                head("a negative one", ":status", "200", "content-length", "-2"),
                steps("a length and no content", H2Step.only(200, "content-length", "3")),
                steps("content of 204", H2Step.head(204), H2Step.lastContent("ok")),
                steps("content of 304", H2Step.head(304), H2Step.lastContent("ok")),
                steps("an interim head that is the last", new H2Step.Section(List.of(":status", "103"), true)),
                steps("content before the head", H2Step.content("ok"), H2Step.only(200)),
                steps("content and no head", H2Step.lastContent("ok")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("heads")
    void anAnswerThatIsNoneIsABadGateway(String what, List<H2Step> steps) {
        try (H2Origin origin = hostile(steps);
                RunningProxy proxy = Origins.inFrontOf(origin);
                RawClient client = proxy.connect()) {
            assertThat(client.send(Messages.GET).read().status()).isEqualTo(502);
            Origins.awaitFaults(proxy, "bad_response", 1);
            assertServesOn(origin, client);
        }
    }

    @Test
    void contentOfAnotherLengthThanItsHeadSaysIsNeverComplete() {
        for (String length : List.of("1", "3", "100")) {
            assertNeverComplete(H2Step.head(200, "content-length", length), H2Step.lastContent("ok"));
        }
    }

    @Test
    void contentBehindAnInterimHeadIsABadGateway() {
        try (H2Origin origin = hostile(
                        List.of(new H2Step.Section(List.of(":status", "103"), false), H2Step.lastContent("ok")));
                RunningProxy proxy = Origins.inFrontOf(origin);
                RawClient client = proxy.connect()) {
            client.send(Messages.GET);
            var reply = client.readHead();
            assertThat(reply.status() == 103 ? client.read().status() : reply.status())
                    .isEqualTo(502);
            Origins.awaitFaults(proxy, "bad_response", 1);
        }
    }

    private static H2Origin hostile(List<H2Step> steps) {
        return H2Origin.scripted(request -> request.path().equals("/other") ? H2Step.answer(200, "ok") : steps);
    }

    private static void assertNeverComplete(H2Step... steps) {
        try (H2Origin origin = hostile(List.of(steps));
                RunningProxy proxy = Origins.inFrontOf(origin);
                RawClient client = proxy.connect();
                RawClient other = proxy.connect()) {
            var reply = client.send(Messages.GET).read();
            assertThat(reply.status() == 200 && reply.complete()).isFalse();
            Origins.awaitFaults(proxy, "bad_response", 1);
            assertServesOn(origin, other);
        }
    }

    private static void assertServesOn(H2Origin origin, RawClient client) {
        assertThat(client.send(Messages.get("/other")).read().status()).isEqualTo(200);
        assertThat(origin.connections()).isOne();
    }

    /** The head may have been passed on by then, as the whole answer that it is; what comes behind it goes nowhere. */
    @Test
    void contentWhereThereIsNoneGoesNowhere() {
        try (H2Origin origin = hostile(List.of(H2Step.head(200), H2Step.lastContent("ok")));
                RunningProxy proxy = Origins.inFrontOf(origin);
                RawClient client = proxy.connect();
                RawClient other = proxy.connect()) {
            client.send("HEAD / HTTP/1.1\r\nHost: a.test\r\n\r\n");
            Origins.awaitFaults(proxy, "bad_response", 1);
            client.halfClose();
            assertThat(client.readToEnd()).asString().doesNotContain("\r\n\r\nok");
            assertServesOn(origin, other);
        }
    }

    @Test
    void badTrailersBreakTheAnswerOff() {
        for (String[] trailers : List.<String[]>of(
                new String[] {":status", "200"}, new String[] {"Upper", "1"}, new String[] {"a", "b\r\nc"})) {
            assertNeverComplete(H2Step.head(200), H2Step.content("ok"), new H2Step.Section(List.of(trailers), true));
        }
    }

    @Test
    void aSecondHeadInTheMiddleOfAnAnswerBreaksItOff() {
        assertNeverComplete(H2Step.head(200), H2Step.content("ok"), H2Step.head(200));
    }

    @Test
    void aStreamWithAHeadThatIsNoneIsReset() {
        try (H2Origin origin =
                        hostile(List.of(new H2Step.Section(List.of(":status", "200", "connection", "close"), false)));
                RunningProxy proxy = Origins.inFrontOf(origin);
                RawClient client = proxy.connect()) {
            assertThat(client.send(Messages.GET).read().status()).isEqualTo(502);
            assertThat(origin.onlyRequest().awaitReset()).isEqualTo(H2Code.PROTOCOL_ERROR);
        }
    }

    /** A few octets on the wire that are 70 KiB once they are decoded. */
    @Test
    void aHeadThatIsTooLargeIsABadGateway() {
        HpackBlock bomb = HpackBlock.of(":status", "200").indexedField("x", "v".repeat(1000));
        for (int i = 0; i < 70; i++) {
            bomb.index(62);
        }
        assertTooLarge(new H2Step.Do(request ->
                request.connection().send(H2Frame.headers(request.stream().id(), bomb, true))));
    }

    @Test
    void aHeadOfTooManyFieldsIsABadGateway() {
        List<String> fields = new ArrayList<>(List.of(":status", "200"));
        for (int i = 0; i < 300; i++) {
            fields.add("x-" + i);
            fields.add("");
        }
        assertTooLarge(new H2Step.Section(fields, true));
    }

    private static void assertTooLarge(H2Step head) {
        try (H2Origin origin = hostile(List.of(head));
                RunningProxy proxy = Origins.inFrontOf(origin);
                RawClient client = proxy.connect()) {
            assertThat(client.send(Messages.GET).read().status()).isEqualTo(502);
            Origins.awaitFaults(proxy, "response_head_too_large", 1);
            assertServesOn(origin, client);
        }
    }

    @Test
    void interimHeadsWithoutEndAreABadGateway() {
        List<H2Step> storm = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            storm.add(new H2Step.Section(List.of(":status", "103"), false));
        }
        try (H2Origin origin = hostile(storm);
                RunningProxy proxy = Origins.inFrontOf(origin);
                RawClient client = proxy.connect()) {
            client.send(Messages.GET);
            var reply = client.readInterim();
            while (reply.status() == 103) {
                reply = client.readHead();
            }
            assertThat(reply.status()).isEqualTo(502);
            Origins.awaitFaults(proxy, "bad_response", 1);
        }
    }
}
