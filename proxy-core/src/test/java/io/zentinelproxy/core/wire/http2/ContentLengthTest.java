package io.zentinelproxy.core.wire.http2;

import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.zentinelproxy.core.testkit.h2.H2Client;
import io.zentinelproxy.core.testkit.h2.H2Frame;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A length that is not what the frames add up to: RFC 9113 section 8.1.1, CVE-2021-21295, CVE-2021-21409. */
class ContentLengthTest {
    private static AttackedH2Proxy proxy;

    @BeforeAll
    static void start() {
        proxy = new AttackedH2Proxy();
    }

    @AfterAll
    static void stop() {
        proxy.close();
    }

    private static Arguments attack(String what, Consumer<H2Client> attack) {
        return arguments(what, attack);
    }

    static Stream<Arguments> lies() {
        return Stream.of(
                attack(
                        "more than said",
                        client ->
                                client.open("POST", "/", "content-length", "3").data("abcd", true)),
                attack(
                        "more than said, in two frames",
                        client -> client.open("POST", "/", "content-length", "3")
                                .data("ab", false)
                                .data("cd", true)),
                attack(
                        "more than said, and not yet its end",
                        client ->
                                client.open("POST", "/", "content-length", "3").data("abcd", false)),
                attack(
                        "less than said",
                        client ->
                                client.open("POST", "/", "content-length", "3").data("ab", true)),
                attack(
                        "less than said, in two frames",
                        client -> client.open("POST", "/", "content-length", "3")
                                .data("a", false)
                                .data("b", true)),
                attack(
                        "less than said, then trailers",
                        client -> client.open("POST", "/", "content-length", "3")
                                .data("ab", false)
                                .fields(true, "content-digest", "1")),
                attack(
                        "nothing in place of something",
                        client ->
                                client.open("POST", "/", "content-length", "3").data("", true)),
                attack("no frame in place of something", client -> client.request("POST", "/", "content-length", "3")),
                attack("a GET that says it has content", client -> client.get("/", "content-length", "3")),
                attack(
                        "something in place of nothing",
                        client ->
                                client.open("POST", "/", "content-length", "0").data("a", true)),
                attack("padding for content", client -> {
                    client.open("POST", "/", "content-length", "3");
                    client.send(H2Frame.padded(1, "ab", 1, true));
                }));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("lies")
    void aLengthThatIsNotTrueBreaksTheStream(String what, Consumer<H2Client> attack) {
        proxy.breaksOff(what, attack);
    }

    static Stream<Arguments> badTrailers() {
        return Stream.of(
                attack(
                        "no end",
                        client -> client.open("POST", "/").data("a", false).fields(false, "content-digest", "1")),
                attack(
                        "a pseudo-field",
                        client -> client.open("POST", "/").data("a", false).fields(true, ":path", "/x")),
                attack(
                        "an unknown pseudo-field",
                        client -> client.open("POST", "/").data("a", false).fields(true, ":x", "y")),
                attack(
                        "upper case",
                        client -> client.open("POST", "/").data("a", false).fields(true, "X", "y")),
                attack(
                        "a control",
                        client -> client.open("POST", "/").data("a", false).fields(true, "x", "y\r\nz: 1")),
                attack(
                        "a blank",
                        client -> client.open("POST", "/").data("a", false).fields(true, "x y", "z")),
                attack(
                        "connection",
                        client -> client.open("POST", "/").data("a", false).fields(true, "connection", "close")),
                attack(
                        "transfer-encoding",
                        client -> client.open("POST", "/")
                                .data("a", false)
                                .fields(true, "transfer-encoding", "chunked")));
    }

    /** Section 8.1: trailers end the stream, and their fields are held to the same rules. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("badTrailers")
    void trailersThatAreMalformedBreakTheStream(String what, Consumer<H2Client> attack) {
        proxy.breaksOff(what, attack);
    }
}
