package io.zentinelproxy.core.wire.http2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.zentinelproxy.core.testkit.ReceivedRequest;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.TestOrigin;
import io.zentinelproxy.core.testkit.h2.H2Client;
import io.zentinelproxy.core.testkit.h2.HpackBlock;
import io.zentinelproxy.core.wire.Messages;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What would be an attack in HTTP/1.1, carried in the fields of HTTP/2 to an origin that speaks HTTP/1.1 (RFC 9113 section 10.3; Kettle,
 * "HTTP/2: The Sequel is Always Worse", 2021): nothing of it is serialised.
 */
class DowngradeTest {
    private static AttackedH2Proxy proxy;

    @BeforeAll
    static void start() {
        proxy = new AttackedH2Proxy();
    }

    @AfterAll
    static void stop() {
        proxy.close();
    }

    private static HpackBlock with(String... fields) {
        return HpackBlock.request("GET", "/", fields);
    }

    /** H2.CL: the frames say how long the content is, and the field must agree. */
    static Stream<Arguments> lengths() {
        return Stream.of(
                arguments("+3", "abc"),
                arguments("-3", "abc"),
                arguments("0x3", "abc"),
                arguments("3 3", "abc"),
                arguments("3,3", "abc"),
                arguments("3, 3", "abc"),
                arguments("3;", "abc"),
                arguments("1_0", "abc"),
                arguments("", "abc"),
                arguments("9223372036854775808", "abc"),
                arguments("18446744073709551619", "abc"),
                arguments("\u0663", "abc"),
                arguments("3.0", "abc"));
    }

    @ParameterizedTest
    @MethodSource("lengths")
    void aLengthThatIsNoneIsMalformed(String length, String content) {
        proxy.resets(
                "content-length " + MalformedRequestsTest.visible(length),
                client -> client.open("POST", "/", "content-length", length).data(content, true));
    }

    @Test
    void twoLengthsAreMalformedEvenWhereTheyAgree() {
        proxy.resets(
                "two equal lengths",
                client -> client.open("POST", "/", "content-length", "3", "content-length", "3")
                        .data("abc", true));
        proxy.resets(
                "two lengths",
                client -> client.open("POST", "/", "content-length", "3", "content-length", "5")
                        .data("abc", true));
    }

    /** H2.TE and its disguises, and what else some origins read as framing or as the host. */
    static Stream<Arguments> framing() {
        return Stream.of(
                arguments("transfer-encoding", "chunked"),
                arguments("transfer-encoding ", "chunked"),
                arguments("x", "y\r\ntransfer-encoding: chunked"),
                arguments("x\r\ntransfer-encoding", "chunked"),
                arguments("x: y\r\nhost", "evil.test"),
                arguments("x", "y\n\nGET /admin HTTP/1.1"),
                arguments("transfer-encoding\0", "chunked"));
    }

    @ParameterizedTest
    @MethodSource("framing")
    void framingOfHttp1IsMalformed(String name, String value) {
        String content = "0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: a.test\r\n\r\n";
        proxy.resets(
                MalformedRequestsTest.visible(name + ": " + value),
                client -> client.open("POST", "/", name, value).data(content, true));
    }

    /** Names that no RFC knows, and some servers read as the one with a hyphen. */
    @Test
    void framingInDisguiseIsRefused() {
        assertThat(proxy.refuses("transfer_encoding", with("transfer_encoding", "chunked")))
                .isEqualTo("bad_framing");
        assertThat(proxy.refuses("content_length", with("content_length", "0"))).isEqualTo("bad_framing");
    }

    /** Content that looks like a request stays content: framed anew, to the octet. */
    @Test
    void contentIsFramedAnew() {
        String smuggled = "0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: a.test\r\n\r\n";
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.inFrontOf(origin);
                H2Client client = H2Client.connect(proxy.address())) {
            assertThat(client.open("POST", "/one")
                            .data(smuggled, true)
                            .awaitReply()
                            .status())
                    .isEqualTo(200);
            assertThat(client.get("/two").awaitReply().status()).isEqualTo(200);
            assertThat(origin.requests()).extracting(ReceivedRequest::target).containsExactly("/one", "/two");
            assertThat(origin.requests().getFirst().body()).isEqualTo(smuggled);
        }
    }

    /** What is refused as it is in HTTP/1.1: origins disagree on what it means. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/..",
                "/../x",
                "/a/../../x",
                "/%2e%2e/x",
                "/a%2Fb",
                "/a%2fb",
                "/a%5Cb",
                "/%00",
                "/a%0D%0AX:%20y",
                "/a%0a",
                "/%",
                "/%zz",
                "/%u0041",
                "/a%c0%afb",
                "/%ff",
                "/..;/x",
                "/a/..;/b"
            })
    void pathsThatOriginsReadDifferentlyAreRefused(String path) {
        assertThat(proxy.refuses(path, HpackBlock.request("GET", path))).isEqualTo("bad_target");
    }

    /** And what has one form gets it, before routes see it. */
    @ParameterizedTest
    @MethodSource("forms")
    void pathsHaveOneForm(String path, String form) {
        assertThat(proxy.takes(HpackBlock.request("GET", path)).target()).isEqualTo(form);
    }

    static Stream<Arguments> forms() {
        return Stream.of(
                arguments("/", "/"),
                arguments("/a/../b", "/b"),
                arguments("/a/./b", "/a/b"),
                arguments("//a//b", "/a/b"),
                arguments("/%61", "/a"),
                arguments("/a%7eb?x=%2F/../y", "/a~b?x=%2F/../y"));
    }

    @Test
    void upgradeToHttp2IsNotPassedOn() {
        proxy.resets("h2c", with("upgrade", "h2c", "http2-settings", "AAMAAABkAAQAAP__"));
        assertThat(proxy.takes(with("http2-settings", "AAMAAABkAAQAAP__"))
                        .fields()
                        .has("http2-settings"))
                .isFalse();
    }

    @Test
    void claimsOfTheClientAreReplaced() {
        ReceivedRequest request = proxy.takes(with(
                "x-forwarded-for",
                "6.6.6.6",
                "x_forwarded_for",
                "6.6.6.6",
                "forwarded",
                "for=6.6.6.6",
                "x-real-ip",
                "6.6.6.6",
                "x-forwarded-host",
                "evil.test",
                "x-forwarded-proto",
                "https",
                "x-forwarded-prefix",
                "/evil"));
        assertThat(request.head()).doesNotContain("6.6.6.6").doesNotContain("evil");
        assertThat(request.field("X-Forwarded-For")).isEqualTo("127.0.0.1");
    }

    @Test
    void rangesAreLimited() {
        proxy.answers(416, "too_many_ranges", "ranges", with("range", "bytes=0-" + ",5-9".repeat(500)));
        proxy.answers(416, "bad_range", "no range", with("range", "bytes="));
        proxy.answers(416, "bad_range", "two ranges", with("range", "bytes=0-1", "range", "bytes=0-1"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"tea", "y 100-continue", "100-continue, 100-continue", "100-continue;a=b", "\"100-continue\""})
    void unknownExpectationsFail(String expect) {
        proxy.answers(417, "unknown_expectation", "expect " + expect, with("expect", expect));
    }

    @Test
    void traceShowsNothing() {
        Consumer<H2Client> trace = client -> client.open(HpackBlock.request("TRACE", "/", "cookie", "secret=1"), true);
        var reply = proxy.answers(405, "method_refused", "TRACE", trace);
        assertThat(reply.fields().has("allow")).isTrue();
        assertThat(reply.body()).doesNotContain("secret");
    }

    @Test
    void connectIsNeverATunnel() {
        HpackBlock connect = HpackBlock.of(":method", "CONNECT", ":authority", "a.test:443");
        var reply = proxy.answers(405, "method_refused", "CONNECT", client -> client.open(connect, false));
        assertThat(reply.fields().has("allow")).isTrue();
        proxy.answers(405, "method_refused", "CONNECT that ends", connect);
    }

    /** RFC 9113 section 8.5: CONNECT has neither scheme nor path; whether it has, it is not served. */
    @Test
    void connectOfAnotherFormIsNone() {
        proxy.answers(405, "method_refused", "CONNECT with a path", HpackBlock.request("CONNECT", "/"));
        proxy.answers(405, "method_refused", "CONNECT without authority", HpackBlock.of(":method", "CONNECT"));
    }
}
